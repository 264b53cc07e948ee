package import Operations
package import RetailCore

/// The receipt numbers of a register under one enrolment: the last, and which before it have not come yet.
package struct ReceiptSeries: Table {
    package static let table = TableShape(ReceiptSeries.self, "receipt_series", .documents)

    package struct Key: TableKey {
        package var register: ID<Register>
        package var series: ID<Device>

        package init(register: ID<Register>, series: ID<Device>) {
            (self.register, self.series) = (register, series)
        }

        /// A device numbers its own receipts at its register; what comes by request is numbered for the store.
        init(_ moment: Moment, _ register: ID<Register>?, _ store: ID<Store>?) {
            self.register = register ?? moment.actor.register ?? .none
            series = moment.actor.kind == .device ? ID(moment.actor.id) : ID(store ?? .none)
        }

        package static var width: Int { 2 }

        package func write(to cells: inout CellWriter) {
            cells.id(register)
            cells.id(series)
        }

        package static func < (left: Self, right: Self) -> Bool { (left.register, left.series) < (right.register, right.series) }
    }

    /// So that a till that skips at every receipt costs no more with each. What falls out is no longer waited for: it comes as repeated.
    package static let maximumGaps = 100

    package var key = Key(register: .none, series: .none)
    package var lastNumber: Int64 = 0
    /// Ascending ranges, `2-4 7-7`.
    package var missing = ""

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("register_id", &key.register)
        try column("series", &key.series)
        try column("last_number", &lastNumber)
        try column("missing", &missing)
    }

    package init(key: Key, lastNumber: Int64 = 0, missing: String = "") {
        (self.key, self.lastNumber, self.missing) = (key, lastNumber, missing)
    }

    /// The number of the next receipt: the till's own where it gave one, the next where it did not.
    ///
    /// A number that was skipped, comes late or was used before is an alert, never a reason to drop a receipt.
    package static func take(_ world: World, _ key: Key, given: Int64?) throws(Fault) -> (number: Int64, flag: SaleFlag?) {
        var series = world.row(ReceiptSeries.self, key) ?? ReceiptSeries(key: key)
        // Mostly nothing is missing and the next one comes.
        if series.lastNumber < Receipt.numberLimit, given == nil || given == series.lastNumber + 1 {
            series.lastNumber += 1
            world.put(series)
            return (series.lastNumber, nil)
        }
        var sequence = ReceiptSequence(last: series.lastNumber, gaps: try gaps(series.missing))
        let number: Int64
        if let given { number = given } else { number = sequence.last + 1 }
        let flag: SaleFlag?
        switch try sequence.record(number) {
        case .next: flag = nil
        case .missing: flag = .receiptGap
        case .late: flag = .receiptLate
        case .collision: flag = .receiptRepeated
        }
        series.lastNumber = sequence.last
        series.missing = sequence.gaps.suffix(maximumGaps).map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: " ")
        world.put(series)
        return (number, flag)
    }

    private static func gaps(_ text: String) throws(Fault) -> [ClosedRange<Int64>] {
        var gaps: [ClosedRange<Int64>] = []
        for part in text.split(separator: " ") {
            let ends = part.split(separator: "-").compactMap { Int64($0) }
            guard ends.count == 2, ends[0] <= ends[1] else {
                throw Fault(.broken, "internal.row", "A stored row could not be read.", diagnosis: "receipt_series.missing: \(part)")
            }
            gaps.append(ends[0]...ends[1])
        }
        return gaps
    }
}
