import JSON
package import RetailCore
package import SyncProtocol

/// What a till knows of the world: the log, folded. Pure; the same changes in the same streams give the same view.
///
/// A row is taken only if its version is newer than the one that is known, so a change may come early (by socket) and again
/// (by pull). The cursor moves only over changes that follow each other without a gap; a gap is an error, not something to jump.
package struct TillView: Sendable, Equatable {
    package private(set) var cursors: [String: Position] = [:]
    package private(set) var stock: [StockPlace: StockLevel] = [:]
    /// Every other row, as it came.
    package private(set) var rows: [RowName: FoldedRow] = [:]
    package private(set) var sales = FoldedSales()
    /// Where each row's content came from.
    private var stamps: [Place: Stamp] = [:]

    private enum Place: Hashable {
        case stock(StockPlace)
        case row(RowName)
    }

    private struct Stamp: Equatable {
        var stream: String
        var position: Position
    }

    package init() {}

    package func cursor(_ stream: String) -> Position { cursors[stream] ?? .start }

    package func cursors(of streams: [String]) -> Cursors {
        Cursors(Dictionary(streams.map { ($0, cursor($0)) }, uniquingKeysWith: { first, _ in first }))
    }

    /// - Throws: `till.position-gap`, `till.needs-snapshot`, `till.bad-page`, `till.unreadable-change`, `till.sale-twice`.
    package mutating func fold(_ page: PullPage) throws(Fault) {
        guard !page.needsSnapshot else {
            throw Fault(.gone, "till.needs-snapshot", "The cursor of \(page.stream) is below what the server keeps; a snapshot is needed.")
        }
        var cursor = cursor(page.stream)
        for entry in page.changes where entry.position > cursor {
            guard entry.position.value == cursor.value + 1 else {
                throw Fault(.broken, "till.position-gap", "After \(cursor.value) of \(page.stream) came \(entry.position.value).")
            }
            try take(entry, from: page.stream)
            cursor = entry.position
            cursors[page.stream] = cursor
        }
        guard page.next == cursor || page.changes.isEmpty && page.next <= cursor, page.next <= page.head else {
            throw Fault(
                .broken, "till.bad-page",
                "The page of \(page.stream) ends at \(cursor.value), but says \(page.next.value) of \(page.head.value).")
        }
    }

    /// A critical change that came over the socket. It counts at once; the cursor moves only if nothing lies between.
    package mutating func fold(early change: Live.Change) throws(Fault) {
        guard change.entry.position > cursor(change.stream) else { return }
        try take(change.entry, from: change.stream)
        if change.previous == cursor(change.stream) { cursors[change.stream] = change.entry.position }
    }

    /// The server's history parts from the till's: what was stamped behind that is forgotten, and those streams are read anew from their
    /// beginning. Rows of before are kept: read again they are the same.
    package mutating func fork(at forks: Cursors) {
        for (stream, fork) in forks.positions where isStamped(stream, after: fork) {
            for (place, stamp) in stamps where stamp.stream == stream && stamp.position > fork {
                stamps[place] = nil
                switch place {
                case .stock(let place): stock[place] = nil
                case .row(let name): rows[name] = nil
                }
            }
            if stream.hasPrefix("store:") { sales.forget(after: fork) }
            cursors[stream] = nil
        }
    }

    /// Also by what came early.
    private func isStamped(_ stream: String, after fork: Position) -> Bool {
        cursor(stream) > fork || stamps.values.contains { $0.stream == stream && $0.position > fork }
    }

    /// All of an operation or nothing: it is read to its end before any of it is believed.
    private mutating func take(_ entry: ChangeEntry, from stream: String) throws(Fault) {
        var read: [FoldedEntity] = []
        do {
            for value in try JSONDocument(entry.entities.bytes).root.elements() { read.append(try FoldedEntity(value)) }
        } catch {
            throw Fault(
                .broken, "till.unreadable-change", "The change of operation \(entry.operation) can't be read: \(error.detail)",
                diagnosis: error.diagnosis)
        }
        let stamp = Stamp(stream: stream, position: entry.position)
        for entity in read {
            switch entity {
            case .stock(let place, let level):
                guard level.rowVersion > stock[place]?.rowVersion ?? 0 else { continue }
                (stock[place], stamps[.stock(place)]) = (level, stamp)
            case .row(let name, let row):
                guard row.rowVersion > rows[name]?.rowVersion ?? 0 else { continue }
                (rows[name], stamps[.row(name)]) = (row, stamp)
            case .sale(let sale): try sales.take(sale, at: entry.position)
            }
        }
    }
}
