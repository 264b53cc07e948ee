extension Receipt {
    /// Reads a receipt back from its canonical bytes; writing it again gives the same bytes.
    ///
    /// - Throws: `document.not-canonical`, `document.unreadable` (`malformed`; the latter also for members this version doesn't know).
    public init(canonicalBytes bytes: [UInt8]) throws(Fault) {
        try self.init(CanonicalFields(CanonicalValue(bytes: bytes)))
        guard try canonicalBytes() == bytes else { throw CanonicalFields.unreadable("", "what this version writes") }
    }

    init(_ fields: CanonicalFields) throws(Fault) {
        guard try fields.text("document") == Self.documentName else { throw CanonicalFields.unreadable("document", Self.documentName) }
        self.init(
            try fields.choice("kind"), seller: try fields.nested("seller"), register: try fields.id("register_id"),
            series: try fields.id("series_id"), number: try fields.integer("number"), printedNumber: try fields.text("printed_number"),
            businessDay: try fields.day("business_day"), occurredAt: try fields.instant("occurred_at"),
            currency: try fields.currency("currency"), cashier: try fields.optionalID("cashier_id"),
            customer: try fields.optionalID("customer_id"), refersTo: try fields.optionalNested("refers_to"),
            taxRules: TaxRules(
                mode: try fields.choice("tax_mode"), scope: try fields.choice("tax_scope"), rounding: try fields.choice("tax_rounding")),
            lines: try fields.elements("lines"), taxes: try fields.elements("taxes"), payments: try fields.elements("payments"),
            totals: try fields.nested("totals"))
    }
}

/// Made from the members of an object.
protocol CanonicallyRead {
    init(_ fields: CanonicalFields) throws(Fault)
}

extension CanonicalFields {
    func optionalNested<Value: CanonicallyRead>(_ name: String) throws(Fault) -> Value? {
        guard let value = members[name] else { return nil }
        do throws(Fault) { return try Value(CanonicalFields(value)) } catch { throw error.inside(name) }
    }

    func nested<Value: CanonicallyRead>(_ name: String) throws(Fault) -> Value {
        guard let value: Value = try optionalNested(name) else { throw Self.unreadable(name, "an object") }
        return value
    }

    func elements<Element: CanonicallyRead>(_ name: String) throws(Fault) -> [Element] {
        var elements: [Element] = []
        for (index, value) in try list(name).enumerated() {
            do throws(Fault) { elements.append(try Element(CanonicalFields(value))) } catch { throw error.inside("\(name)[\(index)]") }
        }
        return elements
    }
}

extension Seller: CanonicallyRead {
    init(_ fields: CanonicalFields) throws(Fault) {
        var address: [String] = []
        for element in try fields.list("address") {
            guard case .string(let line) = element else { throw CanonicalFields.unreadable("address", "a list of texts") }
            address.append(line)
        }
        self.init(
            chain: try fields.id("chain_id"), chainName: try fields.text("chain_name"), store: try fields.id("store_id"),
            storeName: try fields.text("store_name"), address: address, taxNumber: try fields.optionalText("tax_number"))
    }
}

extension Receipt.Reference: CanonicallyRead {
    init(_ fields: CanonicalFields) throws(Fault) {
        self.init(
            register: try fields.id("register_id"), series: try fields.id("series_id"), number: try fields.integer("number"),
            printedNumber: try fields.text("printed_number"))
    }
}

extension Receipt.Line: CanonicallyRead {
    init(_ fields: CanonicalFields) throws(Fault) {
        self.init(
            kind: try fields.choice("kind"), product: try fields.optionalID("product_id"), text: try fields.text("text"),
            quantity: Quantity(milli: try fields.integer("quantity_milli")), unit: try fields.text("unit"),
            unitPrice: try fields.money("unit_price_minor"), shelf: try fields.money("shelf_minor"),
            discounts: try fields.elements("discounts"), amount: try fields.money("amount_minor"), taxes: try fields.elements("taxes"),
            batchNumber: try fields.optionalText("batch_number"))
    }
}

extension Receipt.Discount: CanonicallyRead {
    init(_ fields: CanonicalFields) throws(Fault) {
        self.init(source: try fields.text("source_id"), label: try fields.text("label"), amount: try fields.money("amount_minor"))
    }
}

extension Receipt.LineTax: CanonicallyRead {
    init(_ fields: CanonicalFields) throws(Fault) {
        self.init(try fields.text("code"), try fields.money("tax_minor"))
    }
}

extension Receipt.RateTotal: CanonicallyRead {
    init(_ fields: CanonicalFields) throws(Fault) {
        self.init(
            code: try fields.text("code"), rateMicro: try fields.integer("rate_micro"), net: try fields.money("net_minor"),
            tax: try fields.money("tax_minor"), gross: try fields.money("gross_minor"))
    }
}

extension Receipt.Payment: CanonicallyRead {
    init(_ fields: CanonicalFields) throws(Fault) {
        self.init(
            try fields.choice("method"), try fields.money("amount_minor"), reference: try fields.optionalText("reference"),
            terminalToken: try fields.optionalText("terminal_token"), lastFour: try fields.optionalText("last_four"),
            authorisationCode: try fields.optionalText("authorisation_code"))
    }
}

extension Receipt.Totals: CanonicallyRead {
    init(_ fields: CanonicalFields) throws(Fault) {
        self.init(
            shelf: try fields.money("shelf_minor"), discount: try fields.money("discount_minor"), net: try fields.money("net_minor"),
            tax: try fields.money("tax_minor"), gross: try fields.money("gross_minor"), rounding: try fields.money("rounding_minor"),
            due: try fields.money("due_minor"), paid: try fields.money("paid_minor"), change: try fields.money("change_minor"),
            open: try fields.money("open_minor"))
    }
}
