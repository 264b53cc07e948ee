import JSON
import RetailCore

extension CodePage: WireEnum {}

extension DocumentVectors {
    static func numberSequence(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let numbers: [Int64] = try given.required("numbers")
        var sequence = ReceiptSequence()
        var findings: [String] = []
        for number in numbers { findings.append(word(for: try sequence.record(number))) }
        let missing = sequence.missing(through: try given.required("through"))
        return JSONWriter.object {
            $0.member("findings", findings)
            $0.member("missing", missing.map { [$0.lowerBound, $0.upperBound] })
        }
    }

    private static func word(for finding: ReceiptSequence.Finding) -> String {
        switch finding {
        case .next: "next"
        case .missing(let numbers): "missing \(numbers.lowerBound)-\(numbers.upperBound)"
        case .late: "late"
        case .collision: "collision"
        }
    }

    static func receiptNumber(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let pattern = try ReceiptNumberPattern(given.required("pattern"))
        let text = pattern.text(
            try given.required("number"), store: try given.required("store"), register: try given.required("register"),
            day: try given.required("business_day"))
        return JSONWriter.object { $0.member("text", text) }
    }

    static func printerText(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let page: CodePage = try given.required("page")
        let bytes = page.encode(try given.required("text"))
        let digits = Array("0123456789abcdef".utf8)
        let hex = String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
        return JSONWriter.object { $0.member("hex", hex) }
    }
}
