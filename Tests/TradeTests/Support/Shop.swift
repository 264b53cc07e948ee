import Catalog
import Chain
import JSON
import Operations
import RetailCore
import Sales
import Stock
import TestSupport
import Testing

/// A chain in memory with one store, its register and a till; time passes by a second with each operation.
final class Shop {
    let store = MemoryStore()
    let tenant = ID<Tenant>(high: 0x0193_0000_0000_7000, low: 0x8000_0000_0000_0001)
    let place = ID<Store>(high: 0x0193_0000_0000_7000, low: 0x8000_0000_0000_0002)
    private(set) var register = ID<Register>.none
    var now: Instant
    /// What whoever acts next may do.
    var authority = Authority.whole
    private var ids: IDSource
    private var products = 0

    init(_ taxMode: TaxMode = .inclusive, cashStep: Int64 = 1, seed: UInt64 = 1) throws {
        now = try #require(Instant("2026-03-01T10:00:00Z"))
        ids = IDSource(random: SeededRandom(seed: seed))
        try settings(taxMode, cashStep)
        let made = try run(CreateStore.self, #"{"id":"\#(place)","code":"S1","name":"First","time_zone":"UTC"}"#)
        register = try #require(made.id("register_id"))
    }

    func settings(_ taxMode: TaxMode, _ cashStep: Int64 = 1) throws {
        try store.insert(ChainSettings.self) {
            $0.id(tenant)
            $0.text("Chain")
            $0.text("EUR")
            $0.id(ID<Epoch>(high: 1, low: 1))
            $0.text(taxMode.rawValue)
            $0.text(RoundingMode.halfEven.rawValue)
            $0.int64(cashStep)
            $0.int64(1)
        }
    }

    func newID<T>() -> ID<T> { ids.next(at: now) }

    /// The moment of the next operation.
    func moment(_ operation: OperationID? = nil, by actor: Actor? = nil, occurredAt: Instant? = nil) -> Moment {
        now = now.advanced(bySeconds: 1)
        let actor = actor ?? Actor(kind: .apiKey, id: ID(high: 9, low: 9))
        return Moment(
            tenant: tenant, operation: operation ?? newID(), actor: actor, authority: authority, now: now, occurredAt: occurredAt ?? now,
            zones: Zones())
    }

    func run<O: Operation>(_ type: O.Type, _ json: String, by actor: Actor? = nil, occurredAt: Instant? = nil) throws -> Ran {
        try store.run(try operation(type, json), moment(by: actor, occurredAt: occurredAt))
    }

    /// As it comes over the wire.
    func operation<O: Operation>(_ type: O.Type, _ json: String) throws -> O {
        var operation = try O.read(try JSONDocument(Array(json.utf8)).root)
        if O.self == CompleteSale.self || O.self == RefundSale.self || O.self == ReceiveStock.self || O.self == AdjustStock.self {
            operation.settle(in: place)
        }
        return operation
    }

    /// A till of the store, enrolled for its register.
    func till(_ number: UInt64) -> Actor { Actor(kind: .device, id: ID(high: 7, low: number), store: place, register: register) }

    // MARK: - Shorthand

    func product(price: Int64? = 100, tax: ID<TaxClass>? = nil) throws -> ID<Product> {
        products += 1
        let id: ID<Product> = newID()
        let more = (price.map { #","unit_price_minor":\#($0)"# } ?? "") + (tax.map { #","tax_class_id":"\#($0)""# } ?? "")
        let made = try run(
            CreateProducts.self, #"{"products":[{"id":"\#(id)","sku":"P\#(products)","name":"Product \#(products)"\#(more)}]}"#)
        try #require(made.code == nil)
        return id
    }

    func tax(_ rateMicro: Int64) throws -> ID<TaxClass> {
        try #require(try run(CreateTaxClass.self, #"{"name":"\#(rateMicro)","rate_micro":\#(rateMicro)}"#).id("id"))
    }

    @discardableResult
    func receive(_ product: ID<Product>, _ milli: Int64, batch: String? = nil, expiry: String? = nil, cost: Int64 = 50) throws -> Ran {
        let more = (batch.map { #","batch_number":"\#($0)""# } ?? "") + (expiry.map { #","expiry":"\#($0)""# } ?? "")
        return try run(
            ReceiveStock.self, #"{"lines":[{"product_id":"\#(product)","quantity_milli":\#(milli),"unit_cost_minor":\#(cost)\#(more)}]}"#)
    }

    /// Sells lines such as `line(apple, 2000)`; `rest` is JSON members of the sale, `"payments":[…]` first of all.
    func sell(_ lines: [String], _ rest: String = "", by actor: Actor? = nil, occurredAt: Instant? = nil) throws -> Ran {
        try run(
            CompleteSale.self, #"{"lines":[\#(lines.joined(separator: ","))]\#(rest.isEmpty ? "" : "," + rest)}"#, by: actor,
            occurredAt: occurredAt)
    }

    func refund(_ sale: ID<Sale>?, _ rest: String = "", by actor: Actor? = nil) throws -> Ran {
        let sale = try #require(sale)
        return try run(RefundSale.self, #"{"sale_id":"\#(sale)"\#(rest.isEmpty ? "" : "," + rest)}"#, by: actor)
    }

    /// Somebody who works in these stores.
    func person(in stores: [ID<Store>], status: StaffStatus = .active) throws -> ID<Staff> {
        let id: ID<Staff> = newID()
        var row = StaffRow(id: id, username: "\(id)", name: "n", role: "sales_assistant", stores: stores)
        (row.status, row.rowVersion) = (status, 1)
        try store.insert(StaffRow.self) { row.write(to: &$0) }
        return id
    }

    // MARK: - What is stored

    /// `batch number: milli`, without what is empty; no batch is `-`.
    func onHand(_ product: ID<Product>) throws -> [String: Int64] {
        var numbers: [ID<Batch>: String] = [.none: "-"]
        for batch in try store.all(BatchRow.self) { numbers[batch.id] = batch.key.number }
        var found: [String: Int64] = [:]
        for balance in try store.all(StockBalance.self)
        where balance.group == Shelf(store: place, product: product) && balance.onHand != .zero {
            found[numbers[balance.batch] ?? "?"] = balance.onHand.milli
        }
        return found
    }

    func sale(_ id: ID<Sale>?) throws -> SaleRow { try #require(try store.row(SaleRow.self, id ?? .none)) }

    func lines(_ id: ID<Sale>?) throws -> [SaleLineRow] { try store.all(SaleLineRow.self).filter { $0.key.sale == id } }

    func batch(_ product: ID<Product>, _ number: String) throws -> BatchRow {
        try #require(try store.row(BatchRow.self, BatchKey(product: product, number: number)))
    }

    /// `method amount` of each payment, in order.
    func payments(_ id: ID<Sale>?) throws -> [String] {
        try Invariants.payments(store).filter { $0.key.sale == id }.map { row in
            "\(row.method.rawValue) \(row.amount.minor)" + (row.change == .zero ? "" : " back \(row.change.minor)")
                + (row.rounding == .zero ? "" : " rounded \(row.rounding.minor)")
        }
    }
}

func line(_ product: ID<Product>, _ milli: Int64, _ rest: String = "") -> String {
    #"{"product_id":"\#(product)","quantity_milli":\#(milli)\#(rest.isEmpty ? "" : "," + rest)}"#
}

func pay(_ method: String, _ minor: Int64) -> String { #""payments":[{"method":"\#(method)","amount_minor":\#(minor)}]"# }

/// UTC, and a place that is fourteen hours ahead of it.
struct Zones: ZoneSource {
    func rules(_ name: String) -> TimeZoneRules? {
        switch name {
        case "UTC": .utc
        case "Pacific/Kiritimati": try? TimeZoneRules(tzif: TZifBytes(footer: "<+14>-14").bytes)
        default: nil
        }
    }
}
