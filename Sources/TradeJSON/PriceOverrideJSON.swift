package import JSON
package import RetailCore

extension PriceOverride: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        try self.init(
            unitPrice: fields.required("unit_price_minor", .range(0...Money.bounds.upperBound), "Per whole stock unit."),
            reason: fields.required("reason", .length(1...200)), approval: fields.optional("approval"))
    }

    package static func sample() throws(Fault) -> PriceOverride { try PriceOverride(unitPrice: .zero, reason: "Damaged box") }

    package func members(_ writer: inout JSONWriter) {
        writer.member("unit_price_minor", unitPrice)
        writer.member("reason", reason)
        writer.member("approval", approval)
    }
}

extension Approval: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let id: ID<Approval> = try fields.required("id")
        let approver: ID<Staff> = try fields.required("approver_id")
        let at: Instant = try fields.required("at")
        let limit: Percent = try fields.required("limit_off_micro", .none, "Up to how much off the approver may allow, in millionths.")
        self.init(id: id, approver: approver, at: at, limitOffMicro: limit.micro)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("approver_id", approver)
        writer.member("at", at)
        writer.member("limit_off_micro", limitOffMicro)
    }
}

extension OverridePolicy: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let free: Percent = try fields.required("free_off_micro", .none, "So much off needs nobody's leave.")
        let most: Percent = try fields.required("most_off_micro", default: .whole, .none, "No leave reaches further.")
        try self.init(freeOffMicro: free.micro, mostOffMicro: most.micro)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("free_off_micro", freeOffMicro)
        writer.member("most_off_micro", mostOffMicro)
    }
}
