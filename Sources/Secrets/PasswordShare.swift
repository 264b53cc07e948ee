/// For whom a password is checked: what the queue before the checks is shared out by.
package struct PasswordShare: Sendable, Hashable {
    /// Where the request comes from.
    package var address: String
    /// The chain whose door it is.
    package var chain: String
    /// Whether the name has logged in from there before: such a one goes first.
    package var isKnown: Bool

    package init(address: String, chain: String, isKnown: Bool) {
        (self.address, self.chain, self.isKnown) = (address, chain, isKnown)
    }

    /// People who are in already (a new colleague's password), and the command line.
    package static let insiders = PasswordShare(address: "", chain: "", isKnown: true)
}
