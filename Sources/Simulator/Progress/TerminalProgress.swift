import Glibc
import Synchronization

/// A bar on a terminal, five times a second; elsewhere a line every five seconds. On standard error, so that the report stays alone.
package final class TerminalProgress: ImportProgress {
    private struct State {
        var lastLine: ContinuousClock.Instant?
        var lastPhase: ImportPhase?
        /// Sales and seconds of the last few snapshots: their ends give the rate now.
        var recent: [(seconds: Double, sales: Int64)] = []
        var isMidLine = false
    }

    private let isTerminal: Bool
    private let state = Mutex(State())

    package init() {
        isTerminal = isatty(STDERR_FILENO) == 1
    }

    package func show(_ snapshot: ImportSnapshot) {
        state.withLock { state in
            let now = TerminalProgress.rate(&state.recent, snapshot)
            if isTerminal {
                // Back to the start, the line, and what is left of a longer one before it wiped away.
                TerminalProgress.write("\r\(ProgressLine.text(snapshot, nowPerSecond: now, barWidth: 24))\u{1B}[K")
                state.isMidLine = true
                return
            }
            let isDue = state.lastLine.map { $0.duration(to: .now) >= .seconds(5) } ?? true
            guard isDue || snapshot.phase != state.lastPhase else { return }
            (state.lastLine, state.lastPhase) = (.now, snapshot.phase)
            TerminalProgress.write(ProgressLine.text(snapshot, nowPerSecond: now, barWidth: 0) + "\n")
        }
    }

    package func finish() {
        state.withLock { state in
            if state.isMidLine { TerminalProgress.write("\n") }
            state.isMidLine = false
        }
    }

    /// Over about the last three seconds.
    private static func rate(_ recent: inout [(seconds: Double, sales: Int64)], _ snapshot: ImportSnapshot) -> Double? {
        guard snapshot.phase == .selling else {
            recent.removeAll()
            return nil
        }
        recent.append((snapshot.sellingSeconds, snapshot.salesSent))
        while let first = recent.first, recent.count > 2, snapshot.sellingSeconds - first.seconds > 3 { recent.removeFirst() }
        guard let first = recent.first, snapshot.sellingSeconds - first.seconds > 0.5 else { return nil }
        return Double(snapshot.salesSent - first.sales) / (snapshot.sellingSeconds - first.seconds)
    }

    private static func write(_ text: String) {
        var text = text
        // A closed terminal is no reason to stop an import.
        text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
