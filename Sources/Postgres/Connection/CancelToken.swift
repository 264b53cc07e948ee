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

    /// Blocks until the server has passed the request on, which one that hangs never does; nothing happens if the session is idle by then.
    func cancel() {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { _ = PQcancel(pointer, $0.baseAddress, 256) }
    }

    /// The same, on a thread of its own.
    ///
    /// - Returns: false if the request is still under way when the time is over.
    func cancel(withinMilliseconds milliseconds: Int) -> Bool {
        let isOver = Monitor(false)
        let begun = DedicatedThread.start("pg-cancel-one") {
            self.cancel()
            isOver.withLock { $0 = true }
            isOver.wakeAll()
        }
        return begun && isOver.wait(until: MonotonicClock.after(milliseconds: milliseconds), for: { $0 ? () : nil }) != nil
    }
}
