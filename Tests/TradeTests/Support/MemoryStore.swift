import JSON
import Operations
import RetailCore

/// The server's loader and storer, with rows in memory: encoded as the database would be given them, decoded as it would give them back.
final class MemoryStore {
    private(set) var tables: [String: [[UInt8]: RowCells]] = [:]
    private(set) var logs: [String: [RowCells]] = [:]
    private(set) var changes: [Change] = []
    /// How often operations were cut off from a batch because another one of it made what they had to load.
    private(set) var cuts = 0

    /// Who writes to the server is told how an operation can be refused: this is one of those ways.
    private static func expectNamed<O: Operation>(_ fault: Fault, by operation: O) throws(Fault) {
        let named = (O.refusals + Refusal.handing).first { $0.code == fault.code }
        guard let named, named.kind == fault.kind || named.otherKind == fault.kind else {
            throw defect("\(O.name) is refused as \(fault.code) (\(fault.kind)) and does not say so")
        }
    }

    /// The members of an answer are those that it is described with.
    private static func expectAnswer<O: Operation>(_ outcome: Outcome, of operation: O) throws(Fault) {
        guard case .object(_, let properties) = O.answer else { throw defect("\(O.name) answers no object") }
        let names = try JSONDocument(outcome.result).root.members().map(\.name)
        let (known, required) = (Set(properties.map(\.name)), properties.filter(\.isRequired).map(\.name))
        guard known.isSuperset(of: names), Set(names).isSuperset(of: required) else {
            throw defect("\(O.name) answers \(names), described as \(known.sorted())")
        }
    }

    static func defect(_ words: String) -> Fault { Fault(.broken, "test.defect", words) }

    /// Runs one operation as the server does: load, decide, and keep or undo.
    func run(_ operation: some Operation, _ moment: Moment) throws(Fault) -> Ran {
        guard let ran = try runBatch([Step(operation, moment)]).first else { throw Self.defect("nothing ran") }
        return ran
    }

    /// Runs operations over one world, each on its own, in order; stores once.
    ///
    /// What strays has to load what an earlier one of the batch made: the batch ends before it, and it begins the next.
    func runBatch(_ steps: [Step]) throws(Fault) -> [Ran] {
        var ran: [Ran] = []
        while ran.count < steps.count {
            let world = World()
            let rest = steps[ran.count...]
            try load(world, rest)
            var isFirst = true
            deciding: for step in rest {
                let verdict = step.decide(world)
                if let strayed = world.strayed {
                    world.undo()
                    guard !isFirst else { throw Self.defect("\(step.operation) strayed to \(strayed)") }
                    cuts += 1
                    break deciding
                }
                isFirst = false
                switch verdict {
                case .success(let outcome):
                    try Self.expectAnswer(outcome, of: step.operation)
                    let told = world.keep()
                    changes += told
                    ran.append(Ran(outcome: outcome, fault: nil, changes: told))
                case .failure(let fault):
                    world.undo()
                    if fault.kind == .broken { throw fault }
                    try Self.expectNamed(fault, by: step.operation)
                    ran.append(Ran(outcome: nil, fault: fault, changes: []))
                }
            }
            let storer = Storer(self)
            for slot in world.orderedSlots { try slot.accept(storer) }
        }
        return ran
    }

    private func load(_ world: World, _ steps: ArraySlice<Step>) throws(Fault) {
        for _ in 0..<5 {
            for step in steps { step.operation.footprint(world, step.moment) }
            let wanting = world.orderedSlots.filter(\.hasWants)
            if wanting.isEmpty { return }
            let loader = Loader(self)
            for slot in wanting { try slot.accept(loader) }
        }
        throw Self.defect("the footprint never ends: \(world.orderedSlots.filter(\.hasWants).map(\.table.name))")
    }

    // MARK: - Rows

    func insert<T: Table>(_ type: T.Type, _ write: (inout CellWriter) -> Void) throws(Fault) {
        let row = try RowCells.encoded(T.table.name, T.table.columns, write)
        tables[T.table.name, default: [:]][RowCells.keyBytes(Array(row.cells.prefix(T.Key.width)))] = row
    }

    func all<T: Table>(_ type: T.Type) throws(Fault) -> [T] {
        var rows: [T] = []
        for (_, cells) in tables[T.table.name] ?? [:] { rows.append(try MemoryStore.decoded(T.self, cells)) }
        return rows.sorted { $0.key < $1.key }
    }

    func row<T: Table>(_ type: T.Type, _ key: T.Key) throws(Fault) -> T? {
        guard let cells = tables[T.table.name]?[RowCells.keyBytes(width: T.Key.width, { key.write(to: &$0) })] else { return nil }
        return try MemoryStore.decoded(T.self, cells)
    }

    func appended<T: LogTable>(_ type: T.Type) throws(Fault) -> [T] {
        var rows: [T] = []
        for cells in logs[T.table.name] ?? [] { rows.append(try MemoryStore.decoded(type, cells)) }
        return rows
    }

    static func decoded<T: StoredRow>(_ type: T.Type, _ cells: RowCells) throws(Fault) -> T {
        var reader = CellReader(cells)
        let row = try T(&reader)
        guard cells.columnsRead == T.table.columns.count else {
            throw defect("\(T.table.name) reads \(cells.columnsRead) of \(T.table.columns.count) columns")
        }
        return row
    }

    /// All that is stored, to be compared.
    var content: [String: [[UInt8]: [[UInt8]?]]] { tables.mapValues { $0.mapValues(\.cells) } }
    var logContent: [String: [[[UInt8]?]]] { logs.mapValues { $0.map(\.cells) } }

    fileprivate func store<T: Table>(_ row: T, wasStored: Bool) throws(Fault) {
        let cells = try RowCells.encoded(T.table.name, T.table.columns) { row.write(to: &$0) }
        let key = RowCells.keyBytes(width: T.Key.width) { row.key.write(to: &$0) }
        guard key == RowCells.keyBytes(Array(cells.cells.prefix(T.Key.width))) else {
            throw Self.defect("\(T.table.name): the key's columns do not come first")
        }
        guard wasStored == (tables[T.table.name]?[key] != nil) else {
            throw Self.defect("\(T.table.name) \(row.key): \(wasStored ? "an update of no row" : "there is such a row already")")
        }
        tables[T.table.name, default: [:]][key] = cells
    }

    fileprivate func append(_ row: some LogTable) throws(Fault) {
        let type = type(of: row)
        logs[type.table.name, default: []].append(try RowCells.encoded(type.table.name, type.table.columns) { row.write(to: &$0) })
    }
}

private final class Loader: SlotVisitor {
    private let store: MemoryStore

    init(_ store: MemoryStore) { self.store = store }

    func visit<T: Table>(_ slot: TableSlot<T>) throws(Fault) {
        let stored = store.tables[T.table.name] ?? [:]
        var found: [[UInt8]: RowCells] = [:]
        for key in slot.wants.keys.keys {
            let bytes = RowCells.keyBytes(width: T.Key.width) { key.write(to: &$0) }
            found[bytes] = stored[bytes]
        }
        for want in slot.wants.groups.values {
            let prefix = RowCells.keyBytes(width: slot.groupWidth) { want.write(&$0) }
            for (bytes, cells) in stored where bytes.starts(with: prefix) { found[bytes] = cells }
        }
        var rows: [T] = []
        for (_, cells) in found { rows.append(try MemoryStore.decoded(T.self, cells)) }
        let isGrouped = T.self is any GroupedTable.Type
        slot.loaded(
            rows,
            group: isGrouped ? { row in if let grouped = row as? any GroupedTable { boxedGroup(grouped) } else { Fingerprint(0) } } : nil)
    }

    func visit<T: LogTable>(_ slot: LogSlot<T>) throws(Fault) {}
}

private func boxedGroup(_ row: some GroupedTable) -> Fingerprint { row.group.fingerprint }

private final class Storer: SlotVisitor {
    private let store: MemoryStore

    init(_ store: MemoryStore) { self.store = store }

    func visit<T: Table>(_ slot: TableSlot<T>) throws(Fault) {
        for entry in slot.entries.values where entry.isDirty {
            guard let row = entry.row else { continue }
            try store.store(row, wasStored: entry.wasStored)
        }
    }

    func visit<T: LogTable>(_ slot: LogSlot<T>) throws(Fault) {
        for row in slot.rows { try store.append(row) }
    }
}
