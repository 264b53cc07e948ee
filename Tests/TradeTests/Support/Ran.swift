import JSON
import Operations
import RetailCore

/// An operation about to be decided.
struct Step {
    var operation: any Operation
    var moment: Moment

    init(_ operation: any Operation, _ moment: Moment) {
        (self.operation, self.moment) = (operation, moment)
    }

    func decide(_ world: World) -> Result<Outcome, Fault> {
        do throws(Fault) { return .success(try operation.decide(world, moment)) } catch { return .failure(error) }
    }
}

/// What became of an operation.
struct Ran {
    var outcome: Outcome?
    var fault: Fault?
    var changes: [Change]

    /// `code`, or nil where it was applied.
    var code: String? { fault?.code }
    var flags: [String] { outcome?.flags.map(\.rawValue) ?? [] }

    var result: JSONValue? { outcome.flatMap { try? JSONDocument($0.result).root } }
    /// The row as it now is, where somebody else was first.
    var current: JSONValue? { fault?.currentJSON.flatMap { try? JSONDocument($0).root } }

    func number(_ name: String) -> Int64? { try? result?[name]?.int64() }

    func id<T>(_ name: String) -> ID<T>? { (try? result?[name]?.string()).flatMap { ID<T>($0) } }

    /// What a caller can tell of it.
    var words: String {
        let told = changes.map { "\($0.stream)\($0.isCritical ? "!" : "") \(String(decoding: $0.payload, as: UTF8.self))" }
        return ([fault.map { "\($0)" } ?? String(decoding: outcome?.result ?? [], as: UTF8.self), flags.joined(separator: " ")] + told)
            .joined(separator: "\n")
    }

    /// Streams in which this is critical.
    var alarms: [StreamName] { changes.filter(\.isCritical).map(\.stream) }
}

/// The elements of a change: `{entity, row_version, data}`.
extension Change {
    func elements(_ entity: String) throws(Fault) -> [JSONValue] {
        var found: [JSONValue] = []
        for element in try JSONDocument(payload).root.elements() where try element["entity"]?.string() == entity { found.append(element) }
        return found
    }
}
