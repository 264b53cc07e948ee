import JSON
import RetailCore
import Sales

/// What one store's till has to send, made from the file when it is asked for: any part of it, any number of times, the same bytes.
struct BasketQueue: Sendable {
    struct Queued: Sendable {
        var operation: OutgoingOperation
        var lines: Int
    }

    let table: CSVTable
    let index: BasketIndex
    let range: BasketIndex.StoreRange

    var count: Int64 { Int64(range.baskets.count) }

    /// The operations from `seq` on. A till's seq counts its baskets from 1, and so do its receipts.
    func operations(from seq: Int64, limit: Int) throws(Fault) -> [Queued] {
        let first = range.baskets.lowerBound + Int(seq) - 1
        let part = first..<min(range.baskets.upperBound, first + limit)
        guard !part.isEmpty else { return [] }
        var queued: [Queued] = []
        try forEachBasket(part) { basket in
            let number = seq + Int64(queued.count)
            guard let head = basket.lines.first else { return }
            queued.append(
                Queued(
                    operation: OutgoingOperation(
                        id: JourneyNames.sale(basket: head.basket, at: head.at), seq: number, type: CompleteSale.name, occurredAt: head.at,
                        body: JSONWriter.bytes(of: basket.sale(receiptNumber: number))),
                    lines: basket.lines.count))
        }
        guard queued.count == part.count else {
            throw Fault(.broken, "import.data-changed", "\(table.file.path) is not what it was when it was read first.")
        }
        return queued
    }

    /// One basket at a time.
    func forEachBasket(_ baskets: Range<Int>? = nil, _ body: (Basket) throws(Fault) -> Void) throws(Fault) {
        let bytes = index.bytes(of: baskets ?? range.baskets)
        var reader = table.reader(from: bytes.lowerBound, to: bytes.upperBound)
        var parser = try TransactionParser(table)
        var record = CSVRecord()
        var basket = Basket(lines: [])
        while try reader.next(&record) {
            let line = try parser.line(record)
            if let last = basket.lines.last, last.basket != line.basket {
                try body(basket)
                basket.lines.removeAll(keepingCapacity: true)
            }
            basket.lines.append(line)
        }
        if !basket.lines.isEmpty { try body(basket) }
    }
}
