import RetailCore

/// One pass over `transactions.csv`: where the baskets lie, and what they come to. Nothing of a line is kept.
struct TransactionScan: Sendable {
    private(set) var index = BasketIndex()
    private(set) var sums = JourneySums()

    /// - Throws: `import.not-sorted` where a store, a basket or the time does not go straight on; `csv.*`.
    init(_ table: CSVTable, onProgress: (Double) -> Void = { _ in }) throws(Fault) {
        var reader = table.reader()
        var parser = try TransactionParser(table)
        var record = CSVRecord()
        var last: TransactionLine?
        var seenStores: Set<Int64> = []
        while try reader.next(&record) {
            let line = try parser.line(record)
            let isNewSale = last?.basket != line.basket || last?.store != line.store
            if isNewSale {
                if line.store != last?.store, !seenStores.insert(line.store).inserted {
                    throw TransactionScan.unsorted(table, record, "store \(line.store) begins again")
                }
                if let last, last.store == line.store, (line.at, line.basket) < (last.at, last.basket) {
                    throw TransactionScan.unsorted(table, record, "basket \(line.basket) is earlier than the one before")
                }
                index.begin(store: line.store, at: record.offset)
                onProgress(Double(record.offset) / Double(max(1, table.file.count)))
            } else if let last, last.at != line.at || last.household != line.household {
                throw TransactionScan.unsorted(table, record, "basket \(line.basket) has two times or two households")
            }
            sums.add(line, isNewSale: isNewSale)
            last = line
        }
        index.finish(at: reader.offset)
    }

    private static func unsorted(_ table: CSVTable, _ record: CSVRecord, _ words: String) -> Fault {
        Fault(
            .malformed, "import.not-sorted", "\(table.file.path), byte \(record.offset): \(words). Make it with scripts/complete-journey.")
    }
}
