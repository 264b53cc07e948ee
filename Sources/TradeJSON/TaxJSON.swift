package import JSON
package import RetailCore

extension TaxScope: WireEnum {}

extension TaxRules: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        self.init(
            mode: try fields.required("mode", .none, "Whether prices contain their tax."),
            scope: try fields.required("scope", default: .line, .none, "Over what the tax is summed before it is rounded."),
            rounding: try fields.required("rounding", default: .halfEven))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("mode", mode)
        writer.member("scope", scope)
        writer.member("rounding", rounding)
    }
}

extension TaxComponent: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let code: String = try fields.required("code", .length(1...20), "What receipts and reports call the rate.")
        let rateMicro: Int64 = try fields.required("rate_micro", .range(0...TaxRate.highest), "Millionths: 19 % is 190000.")
        self.init(
            try TaxRate(rateMicro: rateMicro, code: code),
            isCompound: try fields.required("compound", default: false, .none, "Levied on the taxes before it, too."))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("code", rate.code)
        writer.member("rate_micro", rate.rateMicro)
        if isCompound { writer.member("compound", true) }
    }
}
