package import RetailCore
package import TradeJSON

/// A cart as a person reads it: where every price, discount and tax comes from, line by line.
package struct CheckoutExplanation {
    let request: CheckoutRequest
    let result: CheckoutResult
    let figures: Figures
    let promotions: [ID<Promotion>: Promotion]
    let columns: Int

    package static let columns = 40...200

    /// - Throws: `explain.columns-out-of-range` (422) outside `columns`.
    package init(_ request: CheckoutRequest, _ result: CheckoutResult, columns: Int) throws(Fault) {
        guard Self.columns.contains(columns) else {
            throw Fault(.unprocessable, "explain.columns-out-of-range", "An explanation takes 40 to 200 columns.")
        }
        (self.request, self.result, self.columns) = (request, result, columns)
        figures = Figures(currency: request.currency)
        promotions = Dictionary(request.promotions.map { ($0.id, $0) }) { first, _ in first }
    }

    /// None wider than the columns.
    package var lines: [String] {
        var print = PrintColumns(columns: columns)
        head(&print)
        for index in result.cart.lines.indices {
            print.blank()
            line(index, &print)
        }
        print.blank()
        print.rule()
        sums(&print)
        promotions(&print)
        payments(&print)
        return print.lines.map(\.text)
    }

    private func head(_ print: inout PrintColumns) {
        let sale = request.sale.context
        var words = ["Sale of \(sale.day), \(figures.clock(sale.minute))"]
        if let customer = sale.customer { words.append(customer.tier.map { "\($0.name) customer" } ?? "known customer") }
        if !sale.coupons.isEmpty { words.append("coupons " + sale.coupons.sorted().joined(separator: ", ")) }
        words.append(request.currency == .none ? "amounts in minor units" : "amounts in \(request.currency)")
        print.text(words.joined(separator: " · "))
    }
}
