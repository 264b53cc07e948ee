import JSON
import RetailCore
import Simulator

/// An operation as a test writes it down.
struct Op: Sendable {
    var id: OperationID
    var seq: Int64
    var type: String
    var body: String
    var group: String?
    var groupSize = 2
    var at = Fresh.now()

    init(_ seq: Int64, _ type: String, _ body: String, group: String? = nil, id: OperationID = Fresh.id()) {
        (self.id, self.seq, self.type, self.body, self.group) = (id, seq, type, body, group)
    }

    var json: String {
        let member = group.map { ",\"group\":\"\($0)\",\"group_size\":\(groupSize)" } ?? ""
        return """
            {"id":"\(id)","seq":\(seq),"type":"\(type)","occurred_at":"2026-03-01T12:00:00Z"\(member),"body":\(body)}
            """
    }

    var outgoing: OutgoingOperation { OutgoingOperation(id: id, seq: seq, type: type, occurredAt: at, body: Array(body.utf8)) }

    static func sale(_ seq: Int64, _ product: ID<Product>, units: Int64 = 1, price: Int64 = 100, claims: Bool = false, group: String? = nil)
        -> Op
    {
        Op(seq, "sale.complete/1", Bodies.sale(product, units: units, price: price, claims: claims), group: group)
    }

    static func receipt(_ seq: Int64, _ product: ID<Product>, units: Int64, batch: String? = nil) -> Op {
        Op(seq, "stock.receive/1", Bodies.receipt(product, units: units, batch: batch))
    }

    static func refund(_ seq: Int64, of sale: OperationID) -> Op { Op(seq, "sale.refund/1", #"{"sale_id":"\#(sale)"}"#) }

    static func adjustment(_ seq: Int64, _ product: ID<Product>, units: Int64) -> Op {
        Op(seq, "stock.adjust/1", #"{"product_id":"\#(product)","delta_milli":\#(units * 1000),"reason":"count"}"#)
    }

    static func customer(_ seq: Int64, code: String, group: String? = nil) -> Op {
        Op(seq, "customer.create/1", #"{"customers":[{"code":"\#(code)","name":"\#(code)"}]}"#, group: group)
    }
}

/// Bodies that pushes and requests share.
enum Bodies {
    static func sale(_ product: ID<Product>, units: Int64 = 1, price: Int64 = 100, claims: Bool = false, store: ID<Store>? = nil) -> String
    {
        let place = store.map { #""store_id":"\#($0)","# } ?? ""
        return """
            {\(place)"stock":"\(claims ? "claim" : "fact")","lines":[{"product_id":"\(product)","quantity_milli":\(units * 1000),\
            "unit_price_minor":\(price)}],"payments":[{"method":"cash","amount_minor":\(units * price)}]}
            """
    }

    static func receipt(_ product: ID<Product>, units: Int64, batch: String? = nil, store: ID<Store>? = nil) -> String {
        let place = store.map { #""store_id":"\#($0)","# } ?? ""
        let number = batch.map { #""batch_number":"\#($0)","# } ?? ""
        return #"{\#(place)"lines":[{"product_id":"\#(product)",\#(number)"quantity_milli":\#(units * 1000),"unit_cost_minor":50}]}"#
    }
}

enum Fresh {
    static func now() -> Instant { Instant(microseconds: 1_772_366_400_000_000) }

    static func id<Subject>() -> ID<Subject> {
        var ids = IDSource(random: SystemRandomNumberGenerator())
        return ids.next(at: now())
    }

    static func word(_ prefix: String) -> String { prefix + String(UInt64.random(in: 0 ... .max), radix: 36) }
}
