import Catalog
import Glibc
import JSON
import Operations
import RetailCore
import Sales
import Stock
import Testing

/// What an operation costs grows with its lines, also where all of them are about one product with a batch for each.
@Suite(.serialized) struct TradeCostTests {
    @Test func aDeliveryOfOneProductInManyBatchesCostsByTheLine() throws {
        let ratio = try Double(delivery(480)) / Double(delivery(60))
        #expect(ratio < 24, "\(ratio)")
    }

    private func delivery(_ count: Int) throws -> Int64 {
        var least = Int64.max
        for _ in 0..<3 {
            let shop = try Shop()
            let product = try shop.product()
            let lines = (0..<count).map { line(product, 1000, #""batch_number":"B\#($0)""#) }.joined(separator: ",")
            let start = threadNanoseconds()
            #expect(try shop.run(ReceiveStock.self, #"{"lines":[\#(lines)]}"#).code == nil)
            least = min(least, threadNanoseconds() - start)
        }
        return least
    }

    /// One line from many batches, that comes back in as many parts.
    @Test func whatCameFromManyBatchesGoesBackIntoEach() throws {
        let shop = try Shop()
        let product = try shop.product()
        for batch in 0..<40 { try shop.receive(product, 1000, batch: "B\(batch)") }
        let sale = try shop.sell([line(product, 40_000)], pay("cash", 4000))
        let parts = (0..<40).map { _ in #"{"line":1,"quantity_milli":1000}"# }.joined(separator: ",")
        #expect(try shop.refund(sale.id("sale_id"), #""lines":[\#(parts)]"#).code == nil)
        #expect(try shop.onHand(product) == Dictionary(uniqueKeysWithValues: (0..<40).map { ("B\($0)", 1000) }))
    }

    private func threadNanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
