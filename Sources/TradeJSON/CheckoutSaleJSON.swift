package import JSON
package import RetailCore

/// Where, when and to whom; with the moment at which prices are looked up.
package struct CheckoutSale: WireObject {
    package let context: SaleContext
    package let at: Instant

    package init(_ fields: inout Fields) throws(Fault) {
        context = try SaleContext(&fields)
        let told: Instant? = try fields.optional(
            "at", .none, "The moment whose prices count; left out: that of day and minute on a clock that shows UTC.")
        let midnight = Int64(context.day.number) * 86_400_000_000
        at = told ?? Instant(microseconds: midnight + Int64(context.minute) * 60_000_000)
        // A business day may begin late and end after midnight, anywhere between UTC−12 and UTC+14; two days off is another day.
        let distance = (Int128(at.microseconds) - Int128(midnight + 43_200_000_000)).magnitude
        try fields.check(told == nil || distance <= 2 * 86_400_000_000, "at", "other-day", "That is not on or near \(context.day).")
    }

    package func members(_ writer: inout JSONWriter) {
        context.members(&writer)
        writer.member("at", at)
    }
}
