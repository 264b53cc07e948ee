/// Waits for what another task, thread or process is about to do. The test's time limit is the only clock: how long it takes is never asserted.
package func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
}
