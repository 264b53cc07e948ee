import JSON
import RetailCore

extension CodeVectors {
    static func checkDigit(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let digit = GTIN.checkDigit(of: try number(given.required("digits")))
        return JSONWriter.object { $0.member("digit", digit) }
    }

    static func verifier(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let digits: String = try given.required("digits", .length(4...5))
        let value = try number(digits)
        let digit = digits.utf8.count == 4 ? PriceVerifier.fourDigits(value) : PriceVerifier.fiveDigits(value)
        return JSONWriter.object { $0.member("digit", digit) }
    }

    static func gtin(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let gtin = try gtin(of: given.required("text"))
        return JSONWriter.object {
            $0.member("gtin", gtin.text14)
            $0.member("circulation", gtin.circulation.rawValue)
            $0.member("indicator", gtin.indicator)
            $0.member("unit", gtin.unit.text14)
            $0.member("text13", gtin.text13)
            $0.member("text12", gtin.text12)
            $0.member("text8", gtin.text8)
            $0.member("upc_e", gtin.upcE)
        }
    }

    static func upcE(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let text: String = try given.required("text")
        do throws(GTINError) { return answer(try GTIN(upcE: text)) } catch { throw refused(error) }
    }

    static func package(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let unit = try gtin(of: given.required("gtin"))
        let level: Int = try given.required("level")
        do throws(GTINError) { return answer(try unit.packaged(level: level)) } catch { throw refused(error) }
    }

    static func ean13(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let prefix: String = try given.required("prefix")
        let item: Int64 = try given.required("item")
        do throws(GTINError) { return answer(try GTIN(ean13Prefix: prefix, item: item)) } catch { throw refused(error) }
    }

    static func gtin(of text: String) throws(Fault) -> GTIN {
        do throws(GTINError) { return try GTIN(text: text) } catch { throw refused(error) }
    }

    private static func answer(_ gtin: GTIN) -> [UInt8] { JSONWriter.object { $0.member("gtin", gtin.text14) } }

    private static func number(_ digits: String) throws(Fault) -> Int64 {
        guard let number = Int64(digits), number >= 0 else { throw Fault.field("digits", "not-digits", "Expected digits.") }
        return number
    }
}
