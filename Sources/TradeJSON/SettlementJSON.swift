package import JSON
package import RetailCore

/// What is due, and by what it is to be settled.
package struct SettlementRequest: WireObject {
    package let due: Money
    package let tenders: [Tendered]
    package let rules: TenderRules

    package init(_ fields: inout Fields) throws(Fault) {
        due = try fields.required("due_minor", .none, "Below zero: the shop pays back.")
        rules = try TenderRules(&fields)
        tenders = try fields.required("tenders", .count(0...100))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("due_minor", due)
        rules.members(&writer)
        writer.member("tenders", tenders)
    }

    package func settlement() throws(Fault) -> Settlement {
        try Settlement(due: due, tenders: tenders, rules: rules)
    }
}

extension Settlement {
    package func members(_ writer: inout JSONWriter) {
        writer.memberArray("parts") { list in
            for part in parts { list.element { $0.object { part.members(&$0) } } }
        }
        writer.member("rounding_minor", rounding)
        writer.member("change_minor", change)
        writer.member("outstanding_minor", outstanding)
    }
}

extension Settlement.Part {
    /// The tender itself is at the same place of the request.
    fileprivate func members(_ writer: inout JSONWriter) {
        writer.member("applied_minor", applied)
        writer.member("settled_minor", settled)
        writer.member("rounding_minor", rounding)
        writer.member("change_minor", change)
        writer.member("unused_minor", unused)
    }
}
