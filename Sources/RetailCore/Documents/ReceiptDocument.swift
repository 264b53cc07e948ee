extension Receipt {
    /// The name and version of the document, its member `document`.
    public static let documentName = "receipt/1"

    /// What the chain hashes: the receipt as `CanonicalValue` says. The state isn't in it, since only completed receipts have a place in
    /// the chain and a later void doesn't change them.
    ///
    /// - Throws: `receipt.not-fiscal` (`unprocessable`) for a receipt that isn't completed; `document.number-too-large` (`unprocessable`).
    public func canonicalBytes() throws(Fault) -> [UInt8] {
        guard state.isFiscal else {
            throw Fault(.unprocessable, "receipt.not-fiscal", "A receipt that is \(state.rawValue) has no place in the chain.")
        }
        return try document.value.bytes()
    }

    private var document: CanonicalObject {
        var object = CanonicalObject()
        object.set("document", Self.documentName)
        object.set("kind", kind.rawValue)
        object.set("seller", seller.object)
        object.set("register_id", register)
        object.set("series_id", series)
        object.set("number", number)
        object.set("printed_number", printedNumber)
        object.set("business_day", businessDay.description)
        object.set("occurred_at", occurredAt.description)
        object.set("currency", currency.code)
        object.set("cashier_id", cashier)
        object.set("customer_id", customer)
        object.set("refers_to", refersTo?.object)
        object.set("tax_mode", taxRules.mode.rawValue)
        object.set("tax_scope", taxRules.scope.rawValue)
        object.set("tax_rounding", taxRules.rounding.rawValue)
        object.set("lines", lines.map(\.object.value))
        object.set("taxes", taxes.map(\.object.value))
        object.set("payments", payments.map(\.object.value))
        object.set("totals", totals.object)
        return object
    }
}

extension Seller {
    var object: CanonicalObject {
        var object = CanonicalObject()
        object.set("chain_id", chain)
        object.set("chain_name", chainName)
        object.set("store_id", store)
        object.set("store_name", storeName)
        object.set("address", address.map(CanonicalValue.string))
        object.set("tax_number", taxNumber)
        return object
    }
}

extension Receipt.Reference {
    fileprivate var object: CanonicalObject {
        var object = CanonicalObject()
        object.set("register_id", register)
        object.set("series_id", series)
        object.set("number", number)
        object.set("printed_number", printedNumber)
        return object
    }
}

extension Receipt.Line {
    fileprivate var object: CanonicalObject {
        var object = CanonicalObject()
        object.set("kind", kind.rawValue)
        object.set("product_id", product)
        object.set("text", text)
        object.set("quantity_milli", quantity.milli)
        object.set("unit", unit)
        object.set("unit_price_minor", unitPrice)
        object.set("shelf_minor", shelf)
        object.set("discounts", discounts.map(\.object.value))
        object.set("amount_minor", amount)
        object.set("taxes", taxes.map(\.object.value))
        object.set("batch_number", batchNumber)
        return object
    }
}

extension Receipt.Discount {
    fileprivate var object: CanonicalObject {
        var object = CanonicalObject()
        object.set("source_id", source)
        object.set("label", label)
        object.set("amount_minor", amount)
        return object
    }
}

extension Receipt.LineTax {
    fileprivate var object: CanonicalObject {
        var object = CanonicalObject()
        object.set("code", code)
        object.set("tax_minor", amount)
        return object
    }
}

extension Receipt.RateTotal {
    var object: CanonicalObject {
        var object = CanonicalObject()
        object.set("code", code)
        object.set("rate_micro", rateMicro)
        object.set("net_minor", net)
        object.set("tax_minor", tax)
        object.set("gross_minor", gross)
        return object
    }
}

extension Receipt.Payment {
    fileprivate var object: CanonicalObject {
        var object = CanonicalObject()
        object.set("method", method.rawValue)
        object.set("amount_minor", amount)
        object.set("reference", reference)
        object.set("terminal_token", terminalToken)
        object.set("last_four", lastFour)
        object.set("authorisation_code", authorisationCode)
        return object
    }
}

extension Receipt.Totals {
    fileprivate var object: CanonicalObject {
        var object = CanonicalObject()
        object.set("shelf_minor", shelf)
        object.set("discount_minor", discount)
        object.set("net_minor", net)
        object.set("tax_minor", tax)
        object.set("gross_minor", gross)
        object.set("rounding_minor", rounding)
        object.set("due_minor", due)
        object.set("paid_minor", paid)
        object.set("change_minor", change)
        object.set("open_minor", open)
        return object
    }
}
