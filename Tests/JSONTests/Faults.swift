import JSON
import RetailCore
import TestSupport

func parse(_ text: String) throws(Fault) -> JSONValue { try JSONDocument(Array(text.utf8)).root }

/// `lines[3].quantity_milli: out-of-range`, the first field a fault names.
func fieldFault(_ body: () throws(Fault) -> some Any) -> String? {
    fault(body)?.fields.first.map { "\($0.field): \($0.code)" }
}
