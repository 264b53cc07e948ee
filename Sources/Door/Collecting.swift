/// Writes what was collected every so often, until cancelled, and once more at the end.
///
/// Each writing is in a task of its own: what was taken out to be written is written, whoever is told to stop meanwhile.
package func flushing(every interval: Duration, _ flush: @escaping @Sendable () async -> Void) async {
    repeat {
        try? await Task.sleep(for: interval)
        await Task { await flush() }.value
    } while !Task.isCancelled
    // What came while the last of it was being written.
    await Task { await flush() }.value
}
