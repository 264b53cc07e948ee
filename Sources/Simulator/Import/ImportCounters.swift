import RetailCore
import Synchronization

/// Where an import is.
package enum ImportPhase: String, Sendable {
    case reading = "reading the data"
    case chain = "making the chain"
    case catalogue = "making the catalogue"
    case selling = "selling"
    case checkingReports = "checking the reports"
    case checkingTills = "checking the tills"
}

/// An operation that the server would not take.
package struct RefusedSale: Sendable, Equatable {
    package var store: Int64
    package var seq: Int64
    package var status: String
    package var code: String
    package var detail: String
}

/// How far an import is: what a progress bar shows.
package struct ImportSnapshot: Sendable {
    package var phase = ImportPhase.reading
    package var storesDone = 0
    package var storesTotal = 0
    package var salesDone: Int64 = 0
    package var salesTotal: Int64 = 0
    /// Of those done, the ones that were sent in this run: the rest was done before.
    package var salesSent: Int64 = 0
    package var linesSent: Int64 = 0
    package var duplicates: Int64 = 0
    package var refused: Int64 = 0
    package var retries: Int64 = 0
    /// Of the phases that count something else: 0 to 1.
    package var fraction = 0.0
    /// Since selling began, and until it ended.
    package var sellingSeconds = 0.0

    package init() {}
}

final class ImportCounters: Sendable {
    private struct State {
        var snapshot = ImportSnapshot()
        var firstRefused: [RefusedSale] = []
        var began: ContinuousClock.Instant?
        var ended: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    var snapshot: ImportSnapshot {
        state.withLock { state in
            var snapshot = state.snapshot
            if let began = state.began { snapshot.sellingSeconds = ((state.ended ?? .now) - began) / .seconds(1) }
            return snapshot
        }
    }

    var firstRefused: [RefusedSale] { state.withLock { $0.firstRefused } }

    func enter(_ phase: ImportPhase) {
        state.withLock { state in
            if phase == .selling { state.began = .now }
            if state.snapshot.phase == .selling { state.ended = .now }
            state.snapshot.phase = phase
            state.snapshot.fraction = 0
        }
    }

    func update(_ change: (inout ImportSnapshot) -> Void) { state.withLock { change(&$0.snapshot) } }

    func note(_ refused: RefusedSale) {
        state.withLock { state in
            state.snapshot.refused += 1
            if state.firstRefused.count < 10 { state.firstRefused.append(refused) }
        }
    }
}
