package import JSON
package import RetailCore

/// The rows that a batch of operations may see and change, loaded beforehand, stored afterwards.
///
/// `decide` works on it as on plain values. What one operation did can be undone (`undo`), so that a refused one leaves no trace
/// for those behind it. The same class serves the server (rows from PostgreSQL), a till and the tests (rows from memory).
/// Not `Sendable`: a world lives and dies on the thread that runs its batch.
package final class World {
    /// By the number of their table.
    private var slots: [(any Slot)?] = []
    private var told: [Told] = []
    /// An operation asked for a row outside of its footprint: a defect, never a verdict.
    private(set) package var strayed: String?

    struct Told {
        var stream: StreamName
        var json: [UInt8]
        var isCritical: Bool
    }

    package init() {}

    // MARK: - Footprint

    /// Says that a row will be read. Catalogue rows come from a cache where it is known to be current; nothing is locked.
    package func wantToRead<T: Table>(_ type: T.Type, _ key: T.Key) { slot(type).want(key, locked: false) }
    package func wantToRead<T: Table>(_ type: T.Type, _ keys: some Sequence<T.Key>) {
        for key in keys { slot(type).want(key, locked: false) }
    }

    /// Says that a row will be changed, or made: it is locked until the end of the transaction.
    package func wantToWrite<T: Table>(_ type: T.Type, _ key: T.Key) { slot(type).want(key, locked: true) }

    package func wantToRead<T: GroupedTable>(allOf group: T.Group, _ type: T.Type) { slot(type).want(group, of: type, locked: false) }
    package func wantToWrite<T: GroupedTable>(allOf group: T.Group, _ type: T.Type) { slot(type).want(group, of: type, locked: true) }

    // MARK: - Rows

    package func row<T: Table>(_ type: T.Type, _ key: T.Key) -> T? {
        let slot = slot(type)
        if let entry = slot.entries[key] { return entry.row }
        if !slot.covers(key) { strayed = "\(T.table.name) \(key)" }
        return nil
    }

    /// The row if it has been loaded by now: for footprints that depend on it. What they look for in vain is read before anything is locked
    /// (docs/adr/0026), but of the catalogue.
    package func seen<T: Table>(_ type: T.Type, _ key: T.Key) -> T? {
        let slot = slot(type)
        if let entry = slot.entries[key] { return entry.row }
        slot.miss(key)
        hasMissed = true
        return nil
    }

    package func seen<T: GroupedTable>(allOf group: T.Group, _ type: T.Type) -> [T] {
        let slot = slot(type)
        let boxed = group.fingerprint
        if slot.groups[boxed] == nil {
            slot.miss(group: boxed)
            hasMissed = true
        }
        return slot.ordered(slot.groups[boxed] ?? [], of: boxed).compactMap { slot.entries[$0]?.row }
    }

    /// All rows of a group, by key.
    package func rows<T: GroupedTable>(of group: T.Group, _ type: T.Type) -> [T] {
        let slot = slot(type)
        let boxed = group.fingerprint
        guard let keys = slot.groups[boxed] else {
            strayed = "\(T.table.name) group \(group)"
            return []
        }
        // Mostly there is one: a product's only batch, a chain's only price.
        if keys.count == 1, let key = keys.first { return slot.entries[key]?.row.map { [$0] } ?? [] }
        return slot.ordered(keys, of: boxed).compactMap { slot.entries[$0]?.row }
    }

    package func put<T: Table>(_ row: T) {
        let slot = slot(T.self)
        if slot.entries[row.key] == nil, !slot.covers(row.key) { strayed = "\(T.table.name) \(row.key)" }
        slot.put(row)
    }

    /// The same, with the version counted up once per operation; returns the row as it now is.
    @discardableResult package func put<T: StreamedTable>(_ row: T) -> T {
        let slot = slot(T.self)
        if slot.entries[row.key] == nil, !slot.covers(row.key) { strayed = "\(T.table.name) \(row.key)" }
        var row = row
        row.rowVersion = (slot.versionBefore(row.key) ?? 0) + 1
        slot.put(row)
        return row
    }

    @discardableResult package func put<T: GroupedTable & StreamedTable>(_ row: T) -> T {
        let slot = slot(T.self)
        if slot.entries[row.key] == nil, slot.groups[row.group.fingerprint] == nil { strayed = "\(T.table.name) \(row.key)" }
        var row = row
        row.rowVersion = (slot.versionBefore(row.key) ?? 0) + 1
        slot.put(row)
        slot.join(row.group, row.key)
        return row
    }

    /// Adds a row that nobody can have made before, its key being the operation's own: no look-up; the table's key is the guard.
    package func add<T: Table>(_ row: T) { slot(T.self).put(row) }

    package func add<T: GroupedTable>(_ row: T) {
        let slot = slot(T.self)
        slot.put(row)
        slot.join(row.group, row.key)
    }

    package func append<T: LogTable>(_ row: T) { logSlot(T.self).rows.append(row) }

    /// Tells a stream of something that is not a row: a sale with its lines, say.
    package func tell(_ stream: StreamName, entity: StaticString, critical: Bool = false, _ members: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object {
            $0.member("entity", String(describing: entity))
            $0.memberObject("data", members)
        }
        told.append(Told(stream: stream, json: writer.bytes, isCritical: critical))
    }

    /// Marks what this operation changes in a stream as something tills must know at once.
    package func alert(_ stream: StreamName) { criticalStreams.insert(stream) }

    private var criticalStreams: Set<StreamName> = []

    // MARK: - One operation after another

    /// Ends an operation that applies: what it changed is kept, and returned as one change per stream.
    package func keep() -> [Change] {
        var elements: [StreamName: (json: [[UInt8]], isCritical: Bool)] = [:]
        for slot in orderedSlots {
            for (stream, json) in slot.keep() { elements[stream, default: ([], false)].json.append(json) }
        }
        for one in told {
            elements[one.stream, default: ([], false)].json.append(one.json)
            if one.isCritical { elements[one.stream]?.isCritical = true }
        }
        told.removeAll(keepingCapacity: true)
        defer { criticalStreams.removeAll() }
        return elements.map { stream, content in
            var payload: [UInt8] = [0x5B]
            for (index, json) in content.json.enumerated() {
                if index > 0 { payload.append(0x2C) }
                payload.append(contentsOf: json)
            }
            payload.append(0x5D)
            return Change(stream: stream, isCritical: content.isCritical || criticalStreams.contains(stream), payload: payload)
        }.sorted { $0.stream.description < $1.stream.description }
    }

    /// Forgets what the operation did since the last `keep`.
    package func undo() {
        for slot in orderedSlots { slot.undo() }
        told.removeAll(keepingCapacity: true)
        criticalStreams.removeAll()
        strayed = nil
    }

    // MARK: - For whoever loads and stores

    /// A footprint has looked for a row that was not there: when it is, it may ask for more.
    package private(set) var hasMissed = false
    package var hasWants: Bool { orderedSlots.contains(where: \.hasWants) }
    package var wantsLocks: Bool { orderedSlots.contains(where: \.wantsLocks) }

    /// Before footprints are asked, for the first time or again.
    package func forgetMisses() {
        hasMissed = false
        for slot in orderedSlots { slot.forgetMisses() }
    }

    /// The last table of which rows were locked.
    private var lastLocked: LockPlace?

    /// Whoever locks rows says so: in one order, each table once, by its groups where it has any; or two transactions wait for each other.
    ///
    /// - Throws: `internal.lock-order` in builds that are being tried; in others PostgreSQL ends one of the two, if ever two meet.
    package func willLock<T: Table>(_ type: T.Type, byKey: Bool) throws(Fault) {
        #if DEBUG
            let isBehind = lastLocked.map { T.table.place <= $0 } ?? false
            if isBehind || byKey && T.self is any GroupedTable.Type {
                throw Fault(
                    .broken, "internal.lock-order", "Rows were asked for out of order.",
                    diagnosis: "\(T.table.name) \(lastLocked.map { "behind \($0.table)" } ?? "by key")")
            }
        #endif
        lastLocked = T.table.place
    }

    /// By lock order. Kept in order as slots are made, for it is asked for with every operation.
    package private(set) var orderedSlots: [any Slot] = []

    package func slot<T: Table>(_ type: T.Type) -> TableSlot<T> {
        // By the table's number, which is the row's alone, so the slot is of its type. A checked cast took much of a sale's CPU.
        if let known = known(T.table) { return unsafeDowncast(known, to: TableSlot<T>.self) }
        let made = TableSlot<T>()
        enlist(made)
        return made
    }

    package func logSlot<T: LogTable>(_ type: T.Type) -> LogSlot<T> {
        if let known = known(T.table) { return unsafeDowncast(known, to: LogSlot<T>.self) }
        let made = LogSlot<T>()
        enlist(made)
        return made
    }

    private func known(_ table: TableShape) -> (any Slot)? { table.number < slots.count ? slots[table.number] : nil }

    private func enlist(_ slot: any Slot) {
        let number = slot.table.number
        if slots.count <= number { slots += Array(repeating: nil, count: number + 1 - slots.count) }
        slots[number] = slot
        let place = orderedSlots.firstIndex { slot.table.place < $0.table.place } ?? orderedSlots.endIndex
        orderedSlots.insert(slot, at: place)
    }
}

/// What one operation did to one stream: one position (docs/adr/0004).
package struct Change: Sendable {
    package var stream: StreamName
    package var isCritical: Bool
    /// A JSON array of `{entity, row_version, data}`.
    package var payload: [UInt8]
}
