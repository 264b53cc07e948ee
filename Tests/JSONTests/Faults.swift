import JSON
import RetailCore

/// Seeds of the property tests. Each is an argument of its test, so that a failure names the one that replays it.
let seeds: [UInt64] = Array(1...8)

/// What `body` throws; nil where it throws nothing.
func fault<Value>(_ body: () throws(Fault) -> Value) -> Fault? {
    do throws(Fault) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}

func parse(_ text: String) throws(Fault) -> JSONValue { try JSONDocument(Array(text.utf8)).root }

/// `lines[3].quantity_milli: out-of-range`, the first field a fault names.
func fieldFault(_ body: () throws(Fault) -> some Any) -> String? {
    fault(body)?.fields.first.map { "\($0.field): \($0.code)" }
}
