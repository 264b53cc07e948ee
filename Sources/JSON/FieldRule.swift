/// What a field of an operation may say, where that is finer than the operation's own permission and store: a row of `docs/permissions.md`.
package struct FieldRule: Sendable {
    /// Who asks by request is refused beyond this.
    package let byRequest: String
    /// What a till brings is a fact; where it is no fact but a wish, it is refused alike.
    package let byPush: String

    package init(_ byRequest: String, push byPush: String = "the same") {
        (self.byRequest, self.byPush) = (byRequest, byPush)
    }
}
