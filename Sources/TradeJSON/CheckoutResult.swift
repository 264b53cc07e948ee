import JSON
package import RetailCore

/// What a request comes to, step by step: prices, promotions and taxes, payment.
package struct CheckoutResult: Sendable {
    /// Of each line; nil where the request said the price.
    package let prices: [LinePrice?]
    /// With the prices that were found.
    package let cart: Cart
    package let total: CheckoutTotal
    /// Why the promotions that nothing was had of did nothing, by id.
    package let obstacles: [(promotion: ID<Promotion>, obstacle: PromotionObstacle)]
    /// nil without payments.
    package let settlement: Settlement?
}

extension CheckoutRequest {
    /// - Throws: what the core throws, with the field that it is about.
    package func result() throws(Fault) -> CheckoutResult {
        let prices = try prices()
        var cart = Cart(lines: self.cart.lines.map(\.line), discounts: self.cart.discounts)
        for (index, price) in prices.enumerated() {
            if let price { cart.lines[index] = cart.lines[index].priced(as: price) }
        }
        let promotions = try promotionSet()
        let total = try total(of: cart, promotions)
        return CheckoutResult(
            prices: prices, cart: cart, total: total, obstacles: try promotions.obstacles(of: cart, in: sale.context, pricedAs: total.cart),
            settlement: try settlement(of: total.due))
    }

    private func prices() throws(Fault) -> [LinePrice?] {
        let pricing: UnitPricing
        do throws(Fault) {
            let book = try PriceBook(priceLists.map { (list: $0.list(in: currency), versions: $0.versions) })
            pricing = UnitPricing(book: book, markdowns: markdowns, overrides: overrides, rounding: rounding)
        } catch { throw error.at("price_lists") }
        let searched = cart.lines.indices.filter { cart.lines[$0].search != nil }
        var requests: [PriceRequest] = []
        for index in searched { requests.append(sale.request(cart.lines[index].line, cart.lines[index].search)) }
        do throws(Fault) { try PriceRequest.countTogether(&requests) } catch { throw error.at("cart.lines") }
        var prices: [LinePrice?] = Array(repeating: nil, count: cart.lines.count)
        for (index, request) in zip(searched, requests) {
            do throws(Fault) { prices[index] = try pricing.price(of: request) } catch { throw error.at("cart.lines[\(index)]") }
        }
        return prices
    }

    private func promotionSet() throws(Fault) -> PromotionSet {
        do throws(Fault) { return try PromotionSet(promotions) } catch { throw error.at("promotions") }
    }

    private func total(of cart: Cart, _ promotions: PromotionSet) throws(Fault) -> CheckoutTotal {
        let relief: TaxRelief?
        do throws(Fault) { relief = try exemption?.relief(on: sale.context.day) } catch { throw error.at("exemption") }
        do throws(Fault) {
            return try Checkout(promotions: promotions, taxes: taxes, rounding: rounding).total(cart, in: sale.context, relief: relief)
        } catch { throw error.at("cart") }
    }

    private func settlement(of due: Money) throws(Fault) -> Settlement? {
        if payments.isEmpty { return nil }
        do throws(Fault) { return try Settlement(due: due, tenders: payments, rules: tender) } catch {
            // The core calls them tenders, whoever hands them in.
            var fault = error
            for index in fault.fields.indices { fault.fields[index].field.trimPrefix("tenders") }
            throw fault.at("payments")
        }
    }
}

extension CheckoutSale {
    fileprivate func request(_ line: CartLine, _ search: CheckoutLine.Search?) -> PriceRequest {
        var request = PriceRequest(product: line.product, store: context.store, quantity: line.quantity, at: at, day: context.day)
        request.categories = line.categories
        request.tier = context.customer?.tier
        request.expiry = search?.expiry
        request.labelTotal = search?.labelTotal
        request.override = search?.override
        request.floor = search?.floor
        return request
    }
}

extension String {
    fileprivate mutating func trimPrefix(_ prefix: String) {
        if hasPrefix(prefix) { removeFirst(prefix.count) }
    }
}
