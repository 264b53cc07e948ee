import Catalog
import Chain
package import JSON
package import Operations
package import RetailCore
import Stock

/// What comes back of a line.
package struct ReturnedLine: WireRecord {
    package var line: Int64 = 0
    package var quantity: Quantity?

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("line", &line, .range(1...500), "The line's number on the receipt.")
        try field("quantity_milli", &quantity, .quantity, "Left out: all that has not come back yet.")
    }
}

/// What a customer can be given: every means of payment but makers' coupons, which nobody has in hand, and points, which are counted.
package enum RefundMethod: String, WireEnum {
    case cash, card, transfer, other
    case giftCard = "gift_card"
    case storeCredit = "store_credit"

    var kind: TenderKind {
        switch self {
        case .cash: .cash
        case .card: .card
        case .transfer: .transfer
        case .other: .other
        case .giftCard: .giftCard
        case .storeCredit: .storeCredit
        }
    }
}

/// Gives money back for goods of a sale, some or all, and puts them back into the batches they came from.
///
/// Nothing is computed anew: each amount is a share of what the sale's line stored, and the last unit takes the rest.
///
/// By request only for a sale of the caller's own stores; a till that took goods of another store's sale back is flagged.
package struct RefundSale: StoreOperation {
    package static let name = "sale.refund/1"
    package static let needs = Permission.saleRefund
    package static let refusals: [Refusal] = [.saleUnknown, .refundTooMuch, .refundNothingLeft, .refundUnknownLine] + SaleDocument.refusals
    package static let answer: Schema = SaleDocument.answer
    package static let tellsFacts = true

    package var id: ID<Sale>?
    package var storeID: ID<Store>?
    package var register: ID<Register>?
    package var staff: ID<Staff>?
    package var sale: ID<Sale> = .none
    package var receiptNumber: Int64?
    package var lines: [ReturnedLine] = []
    /// nil: the way it was paid.
    package var method: RefundMethod?
    package var reason = ""
    package var restocks = true

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("id", &id, .none, "The operation's id where it is left out.", rule: .made)
        try field("store_id", &storeID, .none, "Where the goods come back to; a till's own store.", rule: .storeOfCaller)
        try field("register_id", &register, rule: .register)
        try field("staff_id", &staff, .none, "Who gave the money back.", rule: .cashier)
        try field(
            "sale_id", &sale,
            rule: FieldRule(
                "a sale of the caller's own stores, else `sale.unknown`",
                push: "a sale of the chain; of another store: taken, flagged `sale_foreign`"))
        try field("receipt_number", &receiptNumber, .receiptNumber, rule: .receiptNumber)
        try field.standing("lines", &lines, .count(0...500), "Empty: all that has not come back yet.")
        try field("method", &method, .none, "How the money went back; left out: the way it was paid.")
        try field.standing("reason", &reason, .length(0...200))
        try field.standing("restocks", &restocks, .none, "false: the goods can't be sold again.")
    }

    private func seriesKey(_ moment: Moment) -> ReceiptSeries.Key { ReceiptSeries.Key(moment, register, storeID) }

    package func footprint(_ world: World, _ moment: Moment) {
        guard let storeID else { return }
        world.wantToRead(StoreRow.self, storeID)
        world.wantToRead(ChainSettings.self, moment.tenant)
        world.wantToWrite(ReceiptSeries.self, seriesKey(moment))
        world.wantToWrite(SaleRow.self, sale)
        SaleParties(self, moment)?.want(world)
        if let id { world.wantToRead(SaleRow.self, id) }
        world.wantToWrite(allOf: sale, SaleLineRow.self)
        world.wantToWrite(allOf: sale, SalePaymentRow.self)
        for line in world.seen(allOf: sale, SaleLineRow.self) {
            Ledger.want(world, Shelf(store: storeID, product: line.product))
            // Another store has to learn of the batches that come to it.
            if line.store != storeID { world.wantToRead(allOf: Shelf(store: line.store, product: line.product), StockBalance.self) }
        }
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard let storeID, let place = world.row(StoreRow.self, storeID), let chain = world.row(ChainSettings.self, moment.tenant) else {
            throw Fault(.storeUnknown)
        }
        guard let original = world.row(SaleRow.self, sale), original.kind == .sale else {
            throw Fault(.saleUnknown, "There is no such sale.", as: .unprocessable)
        }
        var flags = place.oddities(of: moment)
        let staff = try SaleParties(self, moment)?.check(world, &flags)
        // Goods may come back to another store than they were sold in, for whoever may act in both.
        if original.store != storeID {
            guard moment.isFact || moment.authority.sees(original.store) else {
                throw Fault(.saleUnknown, "There is no such sale.", as: .unprocessable)
            }
            if moment.isFact { flags.insert(.saleForeign) }
        }
        if let id, world.row(SaleRow.self, id) != nil { throw Fault(.saleExists, "There is a sale or a refund with this id.") }
        let sold = world.rows(of: sale, SaleLineRow.self)
        let byNumber = Dictionary(sold.map { (Int64($0.key.line), $0) }) { first, _ in first }
        var wanted =
            lines.isEmpty
            ? sold.filter { !$0.isSpent }.map { ($0, Quantity?.none) }
            : try lines.map { line throws(Fault) in
                guard let found = byNumber[line.line] else {
                    throw Fault(.refundUnknownLine, "The sale has no line \(line.line).")
                }
                return (found, line.quantity)
            }
        // A till that did not know has given all of it back once more.
        if wanted.isEmpty, moment.isFact { wanted = sold.map { ($0, $0.quantity > .zero ? $0.quantity : nil) } }
        guard !wanted.isEmpty else { throw Fault(.refundNothingLeft, "All of the sale has come back already.") }

        let refundID = id ?? ID(moment.operation)
        let day = place.businessDay(of: moment)
        var ledger = Ledger(world, moment, store: storeID, day: day)
        var picks: [Int32: [PickedBatch]] = [:]
        var rows: [SaleLineRow] = []
        for (ordinal, (line, quantity)) in wanted.enumerated() {
            rows.append(
                try take(
                    line, quantity, SaleLineKey(sale: refundID, line: Int32(ordinal + 1)), storeID, day, &ledger, &picks, &flags, moment,
                    world))
        }
        let receipt = try ReceiptSeries.take(world, seriesKey(moment), given: receiptNumber)
        var refund = SaleRow(
            id: refundID, kind: .refund, refundOf: sale, store: storeID, register: seriesKey(moment).register, staff: staff,
            customer: original.customer, series: seriesKey(moment).series, receiptNumber: receipt.number, businessDay: day,
            taxMode: original.taxMode, moment)
        try refund.total(rows)
        // What the maker's coupon paid goes back as one; the rest as asked.
        // Where it was worth more than the goods, the rest was paid out then: the customer owes nothing now.
        let coupon = max(try Money.sum(rows.map(\.amounts.makerCoupon)), min(refund.due, .zero))
        let payments = try RefundPayments(
            refundID, due: refund.due, coupon: coupon, over: world.rows(of: sale, SalePaymentRow.self), by: method?.kind,
            step: chain.cashStep,
            in: world)
        if let flag = receipt.flag { flags.insert(flag) }
        return SaleDocument(refund, lines: rows, payments: payments.rows, flags: flags.union(payments.flags)).file(in: world)
    }

    private func take(
        _ line: SaleLineRow, _ asked: Quantity?, _ key: SaleLineKey, _ store: ID<Store>, _ day: Day, _ ledger: inout Ledger,
        _ picks: inout [Int32: [PickedBatch]], _ flags: inout Set<SaleFlag>, _ moment: Moment, _ world: World
    ) throws(Fault) -> SaleLineRow {
        var line = world.row(SaleLineRow.self, line.key) ?? line
        let refund: LineRefund
        do throws(Fault) {
            refund = try line.refunding(asked)
        } catch {
            // Two tills that did not know of each other have both given the money back: both are what happened.
            guard moment.isFact, error.code == "refund.too-much", let again = try? line.refunding(asked, again: true) else {
                throw Fault(error.kind, error.code, "Line \(line.key.line): \(error.detail)")
            }
            refund = again
            flags.insert(.refundedTwice)
        }
        let quantity = refund.quantity
        var amounts = try LineAmounts(revenue: refund.paid, shared: refund.amounts)
        // Not the one shared beside the revenue: it might be a cent more than the part costs, and the cent would be the customer's.
        amounts.makerCoupon = refund.makerCoupon
        amounts.cost = try putBack(line, quantity, worth: amounts.cost, store, &ledger, &picks, flags.contains(.refundedTwice), world)
        line.refunded = try line.refunded.adding(quantity)
        line.refundedRevenue = try line.refundedRevenue.adding(amounts.revenue)
        world.put(line)
        return SaleLineRow(
            key: key, kind: .refund, store: store, businessDay: day, product: line.product, quantity: try quantity.negated(),
            unitPrice: line.unitPrice,
            amounts: try amounts.negated(), taxRateMicro: line.taxRateMicro, picks: "")
    }

    /// Puts goods back into the batches they came from, at what they had cost. Returns what was put back: what can't be sold again stays a cost.
    private func putBack(
        _ line: SaleLineRow, _ quantity: Quantity, worth: Money, _ store: ID<Store>, _ ledger: inout Ledger,
        _ picks: inout [Int32: [PickedBatch]], _ isTwice: Bool, _ world: World
    ) throws(Fault) -> Money {
        guard restocks, quantity.milli > 0 else { return .zero }
        let home = Shelf(store: line.store, product: line.product)
        let picked = picks[line.key.line] ?? PickedBatch.read(line.picks)
        picks[line.key.line] = picked
        var parts: [PickedBatch] = []
        var open = quantity
        for part in PickedBatch.left(of: picked, skipping: line.refunded) where open > .zero {
            let back = min(part.quantity, open)
            parts.append(PickedBatch(batch: part.batch, quantity: back))
            open = try open.subtracting(back)
        }
        // More than was sold is there all the same, in the last batch it can have been of.
        if open > .zero, isTwice { parts.append(PickedBatch(batch: picked.last?.batch ?? .none, quantity: open)) }
        var (done, booked) = (Quantity.zero, Money.zero)
        for part in parts {
            done = try done.adding(part.quantity)
            // Up to and including this part, less what went before: together they are the whole, to the cent.
            let share = try RoundingMode.halfEven.quotient(of: Int128(worth.minor) * Int128(done.milli), by: Int128(quantity.milli))
            let soFar = try Money(exactly: share)
            let known = line.store == store ? nil : Ledger.known(world, home, part.batch)
            try ledger.move(
                line.product, part.batch, by: part.quantity, .refund, reason: reason.isEmpty ? nil : reason, expiry: known?.expiry,
                unitCost: known?.unitCost, worth: try soFar.subtracting(booked))
            booked = soFar
        }
        return booked
    }
}

extension SaleLineRow {
    /// Nothing is left to come back: no goods, and for a line of money alone, no money.
    var isSpent: Bool { quantity.milli > 0 ? refunded >= quantity : refundedRevenue != .zero || amounts.revenue == .zero }

    /// A part of it that comes back, or with nil all that is left.
    ///
    /// - Parameter again: as if nothing had come back yet.
    fileprivate func refunding(_ asked: Quantity?, again: Bool = false) throws(Fault) -> LineRefund {
        let stored = try StoredLine(
            quantity: quantity, paid: amounts.revenue, makerCoupon: amounts.makerCoupon, amounts: amounts.shared,
            refunded: again ? .zero : min(refunded, quantity), moneyIsRefunded: !again && refundedRevenue != .zero)
        if let asked { return try stored.refunding(asked) }
        return try stored.refundingRest()
    }
}
