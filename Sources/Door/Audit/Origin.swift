/// Where a request came from, as the audit trail keeps it.
package struct Origin: Sendable, Hashable {
    package var requestID: String
    /// The caller's IP address as the server saw it; empty where there is none, as on the command line.
    package var address: String

    package init(requestID: String, address: String) {
        (self.requestID, self.address) = (requestID, address)
    }
}
