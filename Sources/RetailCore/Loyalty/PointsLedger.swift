/// A customer's points: a fold over the entries, which are the only truth.
///
/// Points are redeemed from the earning that expires first (ties in the order recorded). Redeeming never goes below zero; reversing the
/// points of returned goods may, where they were spent already: then the customer owes them, and what is earned next pays that first.
/// While anything is owed nothing is redeemed. What of an earning had expired is not taken a second time by its reversal, and what of others
/// had expired pays for nothing. An entry is refused or recorded whole; one recorded already changes nothing. Entries are folded in the
/// order they were recorded, whatever their days.
public struct PointsLedger: Hashable, Sendable {
    /// What an entry brought in, and where it went.
    private struct Lot: Hashable, Sendable {
        let id: ID<PointsEntry>
        let lastDay: Day?
        var left: Int64
        var expired: Int64 = 0

        func isOver(on day: Day) -> Bool { lastDay.map { $0 < day } ?? false }
    }

    private var entries: [ID<PointsEntry>: PointsEntry] = [:]
    private var lots: [Lot] = []
    /// Of each earning and redemption, what can still be reversed or restored.
    private var undoable: [ID<PointsEntry>: Int64] = [:]
    private var owed: Int64 = 0

    /// An account without entries.
    public init() {}

    /// - Throws: as `record`.
    public init(replaying entries: some Sequence<PointsEntry>) throws(Fault) {
        for entry in entries { try record(entry) }
    }

    /// All points, those that ran out but were not booked as expired included; below zero where the customer owes some.
    ///
    /// - Throws: `points.overflow`.
    public func balance() throws(Fault) -> Points {
        try Points(exactly: lots.reduce(-Int128(owed)) { $0 + Int128($1.left) })
    }

    /// What can be redeemed on `day`: nothing while points are owed. There may be some left all the same, which were over on the day of the
    /// return that they did not pay for, but not on an earlier `day`.
    ///
    /// - Throws: `points.overflow`.
    public func available(on day: Day) throws(Fault) -> Points {
        guard owed == 0 else { return .zero }
        return try Points(exactly: lots.reduce(Int128(0)) { $0 + ($1.isOver(on: day) ? 0 : Int128($1.left)) })
    }

    /// The entry that books what ran out before `day`; nil where nothing did.
    ///
    /// - Throws: `points.overflow`.
    public func expiring(id: ID<PointsEntry>, on day: Day) throws(Fault) -> PointsEntry? {
        if let known = entries[id], known.kind == .expire { return known }
        let points = try over(on: day)
        return points > .zero ? PointsEntry(id: id, kind: .expire, points: points, day: day) : nil
    }

    /// Records an entry. The ledger is unchanged where it throws.
    ///
    /// - Throws: `points.not-positive` (`unprocessable`); as a `conflict` `points.id-reused`, `points.not-enough` (redeemed), `points.nothing-to-undo` (reversed or
    ///   restored more than there was), `points.expiry-differs`; `points.overflow`.
    public mutating func record(_ entry: PointsEntry) throws(Fault) {
        if let known = entries[entry.id] {
            guard known == entry else { throw Fault(.conflict, "points.id-reused", "This id was used for something else.") }
            return
        }
        guard entry.points > .zero else { throw Fault(.unprocessable, "points.not-positive", "An entry needs points above zero.") }
        switch entry.kind {
        case .earn:
            try add(entry)
            undoable[entry.id] = entry.points.count
        case .redeem:
            let available = try available(on: entry.day)
            guard entry.points <= available else {
                throw Fault(.conflict, "points.not-enough", "Only \(available.count) points are available.")
            }
            _ = take(entry.points.count, from: order { !$0.isOver(on: entry.day) })
            undoable[entry.id] = entry.points.count
        case .restore:
            let open = try openToUndo(entry, .redeem)
            try add(entry)
            undo(entry, open)
        case .reverse: try reverse(entry)
        case .expire:
            guard try over(on: entry.day) == entry.points else {
                throw Fault(.conflict, "points.expiry-differs", "Not as many points ran out by that day.")
            }
            for index in lots.indices where lots[index].isOver(on: entry.day) {
                lots[index].expired += lots[index].left
                lots[index].left = 0
            }
        }
        entries[entry.id] = entry
    }

    private func over(on day: Day) throws(Fault) -> Points {
        try Points(exactly: lots.reduce(Int128(0)) { $0 + ($1.isOver(on: day) ? Int128($1.left) : 0) })
    }

    private func openToUndo(_ entry: PointsEntry, _ kind: PointsEntry.Kind) throws(Fault) -> Int64 {
        guard let of = entry.of, entries[of]?.kind == kind, let open = undoable[of], entry.points.count <= open else {
            throw Fault(.conflict, "points.nothing-to-undo", "There are not as many points to be reversed or restored.")
        }
        return open
    }

    private mutating func undo(_ entry: PointsEntry, _ open: Int64) {
        if let of = entry.of { undoable[of] = open - entry.points.count }
    }

    private mutating func add(_ entry: PointsEntry) throws(Fault) {
        // The whole has to fit, or a sum could not be told later.
        _ = try balance().adding(entry.points)
        let paysDebt = min(owed, entry.points.count)
        owed -= paysDebt
        lots.append(Lot(id: entry.id, lastDay: entry.lastDay, left: entry.points.count - paysDebt))
    }

    private mutating func reverse(_ entry: PointsEntry) throws(Fault) {
        let open = try openToUndo(entry, .earn)
        // What is owed has to fit.
        _ = try entry.points.adding(Points(owed))
        var rest = entry.points.count
        if let own = lots.firstIndex(where: { $0.id == entry.of }) {
            rest = take(rest, from: [own])
            let lost = min(rest, lots[own].expired)
            lots[own].expired -= lost
            rest -= lost
        }
        // What is over by then is lost already, whether or not that is booked: when it is booked must not matter.
        owed += take(rest, from: order { !$0.isOver(on: entry.day) })
        undo(entry, open)
    }

    /// The places of lots, the first to expire first.
    private func order(_ counts: (Lot) -> Bool) -> [Int] {
        lots.indices.filter { lots[$0].left > 0 && counts(lots[$0]) }.sorted { left, right in
            let (one, other) = (lots[left].lastDay?.number ?? .max, lots[right].lastDay?.number ?? .max)
            return one != other ? one < other : left < right
        }
    }

    /// What could not be taken.
    private mutating func take(_ points: Int64, from places: [Int]) -> Int64 {
        var rest = points
        for place in places {
            let part = min(rest, lots[place].left)
            lots[place].left -= part
            rest -= part
        }
        return rest
    }
}
