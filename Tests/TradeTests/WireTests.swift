import Catalog
import Chain
import Customers
import JSON
import Operations
import RetailCore
import Sales
import Stock
import Testing

/// What is written of a request is read as the same request: the till, the simulator and the server speak through these.
@Suite struct WireTests {
    private static let a = "019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6e"
    private static let b = "019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6f"

    private func expectRoundTrip<O: WireObject>(_ type: O.Type, _ json: String, location: SourceLocation = #_sourceLocation) throws {
        let written = JSONWriter.bytes(of: try O.read(try JSONDocument(Array(json.utf8)).root))
        #expect(String(decoding: written, as: UTF8.self) == json, sourceLocation: location)
        #expect(JSONWriter.bytes(of: try O.read(try JSONDocument(written).root)) == written, sourceLocation: location)
    }

    private let soldLine =
        #"{"product_id":"\#(a)","quantity_milli":1500,"unit_price_minor":199,"shelf_minor":299,"batch_number":"B-1","loyalty_discount_minor":1,"coupon_discount_minor":2,"#
        + #""promotion_discount_minor":3,"manual_discount_minor":4,"maker_coupon_minor":5}"#

    @Test func sales() throws {
        try expectRoundTrip(SoldLine.self, soldLine)
        try expectRoundTrip(SoldLine.self, #"{"product_id":"\#(Self.a)","quantity_milli":0}"#)
        try expectRoundTrip(Payment.self, #"{"method":"card","amount_minor":100,"reference":"tok_1"}"#)
        try expectRoundTrip(Payment.self, #"{"method":"cash","amount_minor":100,"change_minor":3,"rounding_minor":-2}"#)
        try expectRoundTrip(Payment.self, #"{"method":"transfer","amount_minor":100,"reference":"6006491260550217"}"#)
        try expectRoundTrip(
            CompleteSale.self,
            #"{"id":"\#(Self.a)","store_id":"\#(Self.b)","register_id":"\#(Self.a)","staff_id":"\#(Self.b)","customer_id":"\#(Self.a)","receipt_number":7,"stock":"claim","#
                + #""lines":[\#(soldLine)],"payments":[{"method":"maker_coupon","amount_minor":5}]}"#)
        try expectRoundTrip(
            RefundSale.self,
            #"{"id":"\#(Self.a)","store_id":"\#(Self.b)","register_id":"\#(Self.a)","sale_id":"\#(Self.b)","receipt_number":8,"#
                + #""lines":[{"line":1,"quantity_milli":500},{"line":2}],"method":"transfer","reason":"broken","restocks":false}"#)
    }

    @Test func catalogue() throws {
        try expectRoundTrip(
            NewProduct.self,
            #"{"id":"\#(Self.a)","sku":"S","name":"N","brand":"B","category_id":"\#(Self.a)","tax_class_id":"\#(Self.b)","unit":"kilogram","gtins":["02345673"],"unit_price_minor":0}"#
        )
        try expectRoundTrip(CreateProducts.self, #"{"products":[{"name":"N","brand":"","unit":"each","gtins":[]}]}"#)
        try expectRoundTrip(
            CreateCategories.self, #"{"categories":[{"id":"\#(Self.a)","name":"N","parent_id":"\#(Self.b)","sku_prefix":"P"}]}"#)
        try expectRoundTrip(CreateTaxClass.self, #"{"id":"\#(Self.a)","name":"N","rate_micro":190000}"#)
        try expectRoundTrip(
            UpdateProduct.self,
            #"{"product_id":"\#(Self.a)","base_version":3,"name":"N","brand":"B","category_id":"\#(Self.a)","tax_class_id":"\#(Self.b)","status":"discontinued"}"#
        )
        try expectRoundTrip(
            SetPrice.self,
            #"{"product_id":"\#(Self.a)","store_id":"\#(Self.b)","effective_at":"2026-01-31T08:30:00.250000Z","unit_price_minor":5}"#)
    }

    @Test func stockCustomersAndStores() throws {
        let delivery = #"{"product_id":"\#(Self.a)","batch_number":"B","expiry":"2026-12-31","quantity_milli":1,"unit_cost_minor":2}"#
        try expectRoundTrip(ReceiveStock.self, #"{"store_id":"\#(Self.b)","reference":"D-1","lines":[\#(delivery)]}"#)
        try expectRoundTrip(
            AdjustStock.self, #"{"store_id":"\#(Self.b)","product_id":"\#(Self.a)","batch_number":"B","delta_milli":-1,"reason":"r"}"#)
        try expectRoundTrip(
            CreateCustomers.self,
            #"{"customers":[{"id":"\#(Self.a)","code":"1","name":"N","phone":"1","mail":"m","home_store_id":"\#(Self.b)"}]}"#)
        try expectRoundTrip(CreateStore.self, #"{"id":"\#(Self.a)","code":"1","name":"N","time_zone":"UTC","day_starts_at_minute":240}"#)
        try expectRoundTrip(CreateRegister.self, #"{"id":"\#(Self.a)","store_id":"\#(Self.b)","code":"1","name":"N"}"#)
    }

    @Test(arguments: [
        (#"{"lines":[]}"#, "lines"), (#"{"lines":[{"product_id":"\#(a)","quantity_milli":-1}]}"#, "lines[0].quantity_milli"),
        (#"{"lines":[{"product_id":"\#(a)","quantity_milli":1,"manual_discount_minor":-1}]}"#, "lines[0].manual_discount_minor"),
        (#"{"lines":[{"product_id":"\#(a)","quantity_milli":1}],"payments":[{"method":"gold","amount_minor":1}]}"#, "payments[0].method"),
        (#"{"lines":[{"product_id":"\#(a)","quantity_milli":1,"price":1}]}"#, "lines[0].price"),
    ]) func aSaleThatCannotBeMeantIsRefusedWithItsField(_ json: String, _ field: String) throws {
        let document = try JSONDocument(Array(json.utf8)).root
        do throws(Fault) {
            _ = try CompleteSale.read(document)
            Issue.record("it was taken")
        } catch {
            #expect(error.code == "request.invalid" && error.fields.map(\.field) == [field])
        }
    }
}
