package import JSON
package import RetailCore

extension TaxExemption: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let codes: [String]? = try fields.optional("codes", .each(1...20, count: 1...100), "Of the rates; left out: all of them.")
        try self.init(
            codes.map { .named(Set($0)) } ?? .all, certificate: fields.required("certificate", .length(1...100)),
            from: fields.required("from"), until: fields.optional("until", .none, "The first day it no longer holds."))
    }

    package func members(_ writer: inout JSONWriter) {
        if case .named(let names) = codes { writer.member("codes", names.sorted()) }
        writer.member("certificate", certificate)
        writer.member("from", from)
        writer.member("until", until)
    }
}
