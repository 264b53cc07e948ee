import Operations
import Postgres
import RetailCore

/// How a batch comes by its rows (docs/adr/0026): rounds without a lock until it is known which they are, then all locks in one flight, in one
/// order. Most batches know from the operations alone, and begin with the locks.
extension Batch {
    /// Asks the footprints, and looks without a lock at what they depend on, round after round.
    ///
    /// - Returns: whether they may ask for other rows when these are locked.
    func explore(_ entries: [Entry], _ world: World, _ transaction: inout Transaction, at mark: CatalogMark) throws(Fault) -> Bool {
        var hasPeeked = false
        footprints(entries, world)
        for _ in 0..<Batch.roundLimit {
            let hasRecalled = try WorldRecall.fill(world, from: memory.catalog, at: mark)
            if !(hasRecalled && world.hasMissed) {
                let isThere = try WorldLoader.peek(world, &transaction, memory.catalog, at: mark, includesCatalog: isThorough)
                guard isThere else { return hasPeeked || world.hasMissed }
                hasPeeked = true
            }
            footprints(entries, world)
        }
        throw Batch.endless
    }

    /// Locks all rows in one flight, and reads them again; what is known of the ids is asked behind the locks: a push that is under way on
    /// another node is stored by then.
    mutating func lockRows(
        _ entries: [Entry], _ world: World, _ transaction: inout Transaction, at mark: CatalogMark
    ) throws(Fault) -> [OperationID: KnownOperations.Known] {
        var ids = Parameters()
        ids.ids(entries.flatMap { $0.submissions.map(\.id) })
        let found = try WorldLoader.load(world, &transaction, memory.catalog, at: mark, then: (KnownOperations.statement, ids))
        guard let found else { throw Fault(.broken, "internal.load", "Rows could not be loaded.") }
        let known: [OperationID: KnownOperations.Known]
        (known, now) = try KnownOperations.read(found)
        return known
    }

    /// Asks the footprints over the locked rows, and reads what they want besides.
    ///
    /// - Throws: `moreToLock`: it would have to be locked out of order.
    func complete(_ entries: [Entry], _ world: World, _ transaction: inout Transaction, at mark: CatalogMark) throws(Fault) {
        for _ in 0..<Batch.roundLimit {
            footprints(entries, world)
            if world.wantsLocks { throw Batch.moreToLock }
            let hasRecalled = try WorldRecall.fill(world, from: memory.catalog, at: mark)
            if world.hasWants {
                _ = try WorldLoader.load(world, &transaction, memory.catalog, at: mark)
            } else if !(hasRecalled && world.hasMissed) {
                return
            }
        }
        throw Batch.endless
    }

    private static let roundLimit = 8
    private static var endless: Fault { Fault(.broken, "internal.footprint", "An operation never stops asking for rows.") }

    /// Others have changed what its rows depend on before they were locked: it lets go of all of them and begins again, so often.
    static let moreToLock = Fault(
        .unavailable, "sync.busy", "Others change the rows that this write needs; send it again shortly.", retryAfterSeconds: 1)
    static let beginnings = 5
}
