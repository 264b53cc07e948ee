package import JSON
package import RetailCore
import TradeJSON

/// What codes mean, and how they are written.
package enum CodeVectors: VectorArea {
    package static var name: String { "codes" }

    package static func answer(_ action: String, _ given: inout Fields) throws(Fault) -> [UInt8] {
        switch action {
        case "scan": try scan(&given)
        case "check_digit": try checkDigit(&given)
        case "verifier": try verifier(&given)
        case "gtin": try gtin(&given)
        case "upc_e": try upcE(&given)
        case "package": try package(&given)
        case "ean13": try ean13(&given)
        case "in_store_table": try table(&given)
        case "in_store_code": try code(&given)
        case "element_string": try elementString(&given)
        case "digital_link": try digitalLink(&given)
        default: throw unknown(action)
        }
    }

    /// A refusal of the core under its own code, wherever the vector has the value.
    static func refused(_ problem: CodeProblem) -> Fault { Fault(.unprocessable, problem.code.rawValue, problem.words) }

    static func refused(_ error: GTINError) -> Fault {
        let fault = error.fault(field: "")
        guard let field = fault.fields.first else { return fault }
        return Fault(.unprocessable, field.code, field.message)
    }
}
