package import RetailCore

/// Who is let in to an endpoint that is not public, asked before its body is read: else anybody could make the node take in megabytes.
package struct CallerCheck: Sendable {
    /// From the head alone, without a look-up: what is wrong with the credentials, if anything. nil in: none were sent.
    let atHead: @Sendable (Secret<String>?) -> Fault?
    /// Before more than `WebSettings.uncheckedBodyBytes` of a body: the token is looked up.
    let beforeBody: @Sendable (Call) async throws(Fault) -> Void

    package init(
        atHead: @escaping @Sendable (Secret<String>?) -> Fault?, beforeBody: @escaping @Sendable (Call) async throws(Fault) -> Void
    ) {
        (self.atHead, self.beforeBody) = (atHead, beforeBody)
    }
}
