import CPostgres

/// What it takes to cancel a session's statement from another thread.
final class CancelToken: @unchecked Sendable {
    // Sendable: a PGcancel is a private copy of the server's address and key; libpq documents PQcancel as safe from any thread.
    private let pointer: OpaquePointer

    init?(of connection: OpaquePointer) {
        guard let pointer = PQgetCancel(connection) else { return nil }
        self.pointer = pointer
    }

    deinit { PQfreeCancel(pointer) }

    /// Blocks until the server has passed the request on; nothing happens if the session is idle by then.
    @discardableResult func cancel() -> Bool {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { PQcancel(pointer, $0.baseAddress, 256) == 1 }
    }
}
