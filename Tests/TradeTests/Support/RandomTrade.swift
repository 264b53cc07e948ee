import Catalog
import Operations
import RetailCore
import Sales
import Stock
import Testing

/// A shop and a sequence of operations that a seed replays: two with one seed are the same.
struct RandomTrade {
    let shop: Shop
    private(set) var steps: [Step] = []
    private var random: SeededRandom
    private var products: [ID<Product>] = []
    private var stores: [ID<Store>] = []
    private var sales: [ID<Sale>] = []

    init(seed: UInt64, count: Int) throws {
        random = SeededRandom(seed: seed)
        shop = try Shop(seed.isMultiple(of: 2) ? .exclusive : .inclusive, seed: seed)
        stores = [shop.place, try #require(try shop.run(Open.self, #"{"code":"S2","name":"Second"}"#).id("id"))]
        let taxes = [nil, try shop.tax(190_000), try shop.tax(70_000)]
        for index in 0..<5 { products.append(try shop.product(price: Int64(index * 73 + 19), tax: taxes[index % 3])) }
        for _ in 0..<count { try add() }
    }

    private mutating func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }
    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    private mutating func product() -> ID<Product> { products.randomElement(using: &random) ?? .none }
    private mutating func place() -> ID<Store> { chance(80) ? stores[0] : stores[1] }
    private mutating func batch() -> String { ["A", "B", "C"].randomElement(using: &random) ?? "A" }

    private mutating func add() throws {
        let operation: OperationID = shop.newID()
        let actor = chance(30) ? shop.till(UInt64(number(1...2))) : nil
        let made: any Operation =
            switch number(0...19) {
            case 0...3: try shop.operation(ReceiveStock.self, delivery())
            case 4...5: try shop.operation(AdjustStock.self, adjustment())
            case 6...13: try shop.operation(CompleteSale.self, sale(operation))
            case 14...17: try shop.operation(RefundSale.self, refund())
            case 18: try shop.operation(SetPrice.self, #"{"product_id":"\#(product())","unit_price_minor":\#(number(0...500))}"#)
            default:
                try shop.operation(
                    UpdateProduct.self, #"{"product_id":"\#(product())","base_version":\#(number(1...3)),"name":"N\#(number(0...99))"}"#)
            }
        steps.append(Step(made, shop.moment(operation, by: actor)))
    }

    private mutating func delivery() -> String {
        let lines = (0..<number(1...3)).map { _ in
            let number = batch()
            let day = chance(5) ? "2026-05-05" : ["A": "2026-02-20", "B": "2026-03-10", "C": "2026-04-10"][number] ?? ""
            let expiry = chance(90) ? #","batch_number":"\#(number)","expiry":"\#(day)""# : ""
            return
                #"{"product_id":"\#(product())","quantity_milli":\#(self.number(1...9000)),"unit_cost_minor":\#(self.number(0...90))\#(expiry)}"#
        }
        return #"{"store_id":"\#(place())","lines":[\#(lines.joined(separator: ","))]}"#
    }

    private mutating func adjustment() -> String {
        let batch = chance(60) ? #","batch_number":"\#(batch())""# : ""
        return #"{"store_id":"\#(place())","product_id":"\#(product())","delta_milli":\#(number(-4000...4000)),"reason":"count"\#(batch)}"#
    }

    private mutating func sale(_ operation: OperationID) -> String {
        sales.append(ID(operation))
        let lines = (0..<number(1...4)).map { _ in
            var more: [String] = []
            if chance(20) { more.append(#""batch_number":"\#(batch())""#) }
            if chance(15) { more.append(#""unit_price_minor":\#(number(0...400))"#) }
            if chance(25) { more.append(#""manual_discount_minor":\#(number(0...60))"#) }
            if chance(15) { more.append(#""shelf_minor":\#(number(0...900))"#) }
            return line(product(), chance(8) ? 0 : chance(50) ? 1000 * number(1...3) : number(1...3000), more.joined(separator: ","))
        }
        let payment = chance(92) ? pay("cash", 1_000_000_000) : pay("card", number(1...500))
        let claim = chance(30) ? #""stock":"claim","# : ""
        return #"{"store_id":"\#(place())",\#(claim)"lines":[\#(lines.joined(separator: ","))],\#(payment)}"#
    }

    private mutating func refund() -> String {
        // Mostly of the last few, so that a batch often holds the sale as well.
        let sale = (chance(60) ? sales.suffix(4).randomElement(using: &random) : sales.randomElement(using: &random)) ?? ID(shop.place)
        let lines = chance(40) ? [] : (0..<number(1...2)).map { _ in #"{"line":\#(number(1...3)),"quantity_milli":\#(number(1...2000))}"# }
        return #"{"store_id":"\#(place())","sale_id":"\#(sale)","restocks":\#(chance(85)),"lines":[\#(lines.joined(separator: ","))]}"#
    }
}
