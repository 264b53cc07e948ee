package import RetailCore

/// A line of `transactions.csv`: what one household took of one product in one basket. Amounts in cents.
package struct TransactionLine: Sendable, Equatable {
    package var store: Int64
    package var basket: Int64
    package var household: Int64
    package var product: Int64
    package var at: Instant
    package var quantity: Int64
    /// What the retailer receives: after loyalty and match, before the maker's coupon.
    package var salesValue: Int64
    package var retailDiscount: Int64
    package var couponDiscount: Int64
    package var couponMatchDiscount: Int64

    package init(
        store: Int64, basket: Int64, household: Int64, product: Int64, at: Instant, quantity: Int64, salesValue: Int64,
        retailDiscount: Int64 = 0,
        couponDiscount: Int64 = 0, couponMatchDiscount: Int64 = 0
    ) {
        (self.store, self.basket, self.household, self.product, self.at, self.quantity) = (store, basket, household, product, at, quantity)
        (self.salesValue, self.retailDiscount, self.couponDiscount, self.couponMatchDiscount) = (
            salesValue, retailDiscount, couponDiscount, couponMatchDiscount
        )
    }

    package var shelf: Int64 { salesValue + retailDiscount + couponMatchDiscount }
}

/// Reads lines; remembers the last time stamp, which nine of ten lines share with the one before.
struct TransactionParser {
    private let table: CSVTable
    private let store, basket, household, product, quantity, value, retail, coupon, match, at: Int
    private var lastText: [UInt8] = []
    private var lastInstant = Instant(microseconds: 0)

    init(_ table: CSVTable) throws(Fault) {
        self.table = table
        store = try table.column("store_id")
        basket = try table.column("basket_id")
        household = try table.column("household_id")
        product = try table.column("product_id")
        quantity = try table.column("quantity")
        value = try table.column("sales_value")
        retail = try table.column("retail_disc")
        coupon = try table.column("coupon_disc")
        match = try table.column("coupon_match_disc")
        at = try table.column("transaction_timestamp")
    }

    mutating func line(_ record: CSVRecord) throws(Fault) -> TransactionLine {
        try table.check(record)
        return TransactionLine(
            store: try integer(record, store), basket: try integer(record, basket), household: try integer(record, household),
            product: try integer(record, product), at: try instant(record), quantity: try integer(record, quantity),
            salesValue: try cents(record, value),
            retailDiscount: try cents(record, retail), couponDiscount: try cents(record, coupon),
            couponMatchDiscount: try cents(record, match))
    }

    /// The data's stamps are wall times without a zone; read as UTC, in a chain whose stores are said to be in UTC, the business
    /// day is the data's own day.
    private mutating func instant(_ record: CSVRecord) throws(Fault) -> Instant {
        let text = record[at]
        if text.elementsEqual(lastText) { return lastInstant }
        guard let instant = Instant(String(decoding: text, as: UTF8.self) + "Z") else { throw table.unreadable(record, at) }
        (lastText, lastInstant) = (Array(text), instant)
        return instant
    }

    private func integer(_ record: CSVRecord, _ column: Int) throws(Fault) -> Int64 {
        guard let value = ExactDecimal.integer(record[column]), value >= 0 else { throw table.unreadable(record, column) }
        return value
    }

    private func cents(_ record: CSVRecord, _ column: Int) throws(Fault) -> Int64 {
        guard let value = ExactDecimal.cents(record[column]), value >= 0 else { throw table.unreadable(record, column) }
        return value
    }
}
