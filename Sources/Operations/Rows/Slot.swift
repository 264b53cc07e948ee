package import JSON
package import RetailCore

/// One table's part of a world, seen without its type.
package protocol Slot: AnyObject {
    var table: TableShape { get }
    var hasWants: Bool { get }
    var wantsLocks: Bool { get }
    func forgetMisses()
    /// Ends an operation; returns what its streams are told.
    func keep() -> [(StreamName, [UInt8])]
    func undo()
    func accept(_ visitor: some SlotVisitor) throws(Fault)
}

/// Lets the server's loader and storer see a slot with its type.
package protocol SlotVisitor: AnyObject {
    func visit<T: Table>(_ slot: TableSlot<T>) throws(Fault)
    func visit<T: LogTable>(_ slot: LogSlot<T>) throws(Fault)
}

package final class TableSlot<T: Table>: Slot {
    package struct Entry {
        package var row: T?
        /// Was it there when it was loaded? Decides between insert and update.
        package var wasStored: Bool
        package var isDirty: Bool
        package var isLocked: Bool
    }

    package private(set) var entries: [T.Key: Entry] = [:]
    package private(set) var groups: [Fingerprint: Set<T.Key>] = [:]
    /// What is to be loaded.
    package struct Wants {
        /// And which of it locked.
        package var keys: [T.Key: Bool] = [:]
        /// With the first columns of the key written out by whoever knows the group's type.
        package var groups: [Fingerprint: (locked: Bool, write: (inout CellWriter) -> Void)] = [:]

        package var isEmpty: Bool { keys.isEmpty && groups.isEmpty }
        var hasLocks: Bool { keys.values.contains(true) || groups.values.contains(where: \.locked) }

        package func unlocked() -> Wants { Wants(keys: keys.filter { !$0.value }, groups: groups.filter { !$0.value.locked }) }
    }

    package private(set) var wants = Wants()
    package private(set) var groupWidth = 0
    /// What footprints looked for before it was there.
    private var missed: (keys: Set<T.Key>, groups: Set<Fingerprint>) = ([], [])
    /// Groups' keys in order, for as long as nothing joins or leaves: a sale of many lines of one product asks for them with each.
    private var orders: [Fingerprint: [T.Key]] = [:]
    private var before: [T.Key: Entry?] = [:]
    private var changed: [T.Key] = []
    private var joined: [(group: Fingerprint, key: T.Key)] = []
    private var lockedGroups: Set<Fingerprint> = []

    package let table = T.table
    package var hasWants: Bool { !wants.isEmpty }
    package var wantsLocks: Bool { wants.hasLocks }

    func want(_ key: T.Key, locked: Bool) {
        if let entry = entries[key], entry.isLocked || !locked { return }
        wants.keys[key] = (wants.keys[key] ?? false) || locked
    }

    func want<G: GroupedTable>(_ group: G.Group, of type: G.Type, locked: Bool) where G.Key == T.Key {
        groupWidth = G.Group.width
        let boxed = group.fingerprint
        if groups[boxed] != nil, lockedGroups.contains(boxed) || !locked { return }
        let isLocked = locked || wants.groups[boxed]?.locked ?? false
        wants.groups[boxed] = (isLocked, { group.write(to: &$0) })
    }

    func miss(_ key: T.Key) { missed.keys.insert(key) }
    func miss(group: Fingerprint) { missed.groups.insert(group) }
    package func forgetMisses() { missed = ([], []) }

    /// What footprints looked for and want, to be looked at without a lock.
    package var missedWants: Wants {
        guard !missed.keys.isEmpty || !missed.groups.isEmpty else { return Wants() }
        let groups = wants.groups.filter { missed.groups.contains($0.key) }
        return Wants(
            keys: Dictionary(uniqueKeysWithValues: missed.keys.filter { wants.keys[$0] != nil }.map { ($0, false) }),
            groups: groups.mapValues { (false, $0.write) })
    }

    /// A key within a loaded group is known to be absent when it has no entry.
    func covers(_ key: T.Key) -> Bool { entries[key] != nil }

    /// A group's keys in order.
    func ordered(_ keys: Set<T.Key>, of group: Fingerprint) -> [T.Key] {
        if let known = orders[group] { return known }
        let sorted = keys.sorted()
        orders[group] = sorted
        return sorted
    }

    /// Takes what was loaded for all wants; keys without a row are known to be absent.
    package func loaded(_ rows: [T], group: ((T) -> Fingerprint)?) {
        take(rows, for: wants, group: group)
        wants = Wants()
    }

    /// Takes what is known of some wants without asking: it is as if it had been loaded.
    package func recalled(_ rows: [T], for some: Wants, group: ((T) -> Fingerprint)?) {
        take(rows, for: some, group: group)
        for key in some.keys.keys { wants.keys[key] = nil }
        for key in some.groups.keys { wants.groups[key] = nil }
    }

    /// Takes what was looked at without a lock, for footprints to see. It is still wanted, and will be loaded.
    package func peeked(_ rows: [T], for some: Wants, group: ((T) -> Fingerprint)?) { take(rows, for: some, group: group) }

    private func take(_ rows: [T], for some: Wants, group: ((T) -> Fingerprint)?) {
        orders.removeAll(keepingCapacity: true)
        for (boxed, want) in some.groups {
            if groups[boxed] == nil { groups[boxed] = [] }
            if want.locked { lockedGroups.insert(boxed) }
        }
        for row in rows {
            let boxed = group?(row)
            let isLocked = (some.keys[row.key] ?? false) || (boxed.map { lockedGroups.contains($0) } ?? false)
            if let boxed, groups[boxed] != nil { groups[boxed]?.insert(row.key) }
            if let known = entries[row.key], known.isDirty || known.isLocked && !isLocked { continue }
            entries[row.key] = Entry(row: row, wasStored: true, isDirty: false, isLocked: isLocked)
        }
        for (key, locked) in some.keys {
            if entries[key] == nil {
                entries[key] = Entry(row: nil, wasStored: false, isDirty: false, isLocked: locked)
            } else if locked {
                // Absent when it was read, and absent still: or it would be wanted for ever.
                entries[key]?.isLocked = true
            }
        }
    }

    func put(_ row: T) {
        let key = row.key
        if before[key] == nil {
            before[key] = .some(entries[key])
            changed.append(key)
        }
        let old = entries[key]
        entries[key] = Entry(row: row, wasStored: old?.wasStored ?? false, isDirty: true, isLocked: old?.isLocked ?? false)
    }

    func join(_ group: some TableKey, _ key: T.Key) {
        let boxed = group.fingerprint
        if groups[boxed]?.insert(key).inserted == true {
            joined.append((boxed, key))
            orders[boxed] = nil
        }
    }

    /// The row before this operation touched it.
    func versionBefore(_ key: T.Key) -> Int64? where T: StreamedTable {
        if let saved = before[key] { return saved?.row?.rowVersion }
        return entries[key]?.row?.rowVersion
    }

    package func keep() -> [(StreamName, [UInt8])] {
        // Asked of every slot with every operation, and mostly nothing happened in it.
        guard !changed.isEmpty else { return [] }
        defer { forgetJournal() }
        guard T.self is any StreamedTable.Type else { return [] }
        return changed.compactMap { key in
            guard let row = entries[key]?.row as? any StreamedTable else { return nil }
            return (row.stream, row.encodedChange())
        }
    }

    package func undo() {
        for (key, entry) in before { entries[key] = entry }
        for (group, key) in joined {
            groups[group]?.remove(key)
            orders[group] = nil
        }
        forgetJournal()
    }

    /// Emptying a dictionary costs its capacity, so a big one is dropped.
    private func forgetJournal() {
        before.removeAll(keepingCapacity: before.capacity <= 64)
        changed.removeAll(keepingCapacity: true)
        joined.removeAll(keepingCapacity: true)
    }

    package func accept(_ visitor: some SlotVisitor) throws(Fault) { try visitor.visit(self) }
}

package final class LogSlot<T: LogTable>: Slot {
    package internal(set) var rows: [T] = []
    private var kept = 0

    package let table = T.table
    package var hasWants: Bool { false }
    package var wantsLocks: Bool { false }
    package func forgetMisses() {}

    package func keep() -> [(StreamName, [UInt8])] {
        kept = rows.count
        return []
    }

    package func undo() { rows.removeLast(rows.count - kept) }
    package func accept(_ visitor: some SlotVisitor) throws(Fault) { try visitor.visit(self) }
}

extension StreamedTable {
    /// `{entity, row_version, data}`: the same bytes for pulls, sockets and snapshots.
    package func encodedChange() -> [UInt8] {
        var writer = JSONWriter()
        writeChange(to: &writer)
        return writer.bytes
    }

    /// The same, into a writer that many rows share, each a value by itself.
    package func writeChange(to writer: inout JSONWriter) {
        writer.separateValue { writer in
            writer.object {
                $0.member("entity", Self.table.entity)
                $0.member("row_version", rowVersion)
                $0.memberObject("data") { members(&$0) }
            }
        }
    }
}
