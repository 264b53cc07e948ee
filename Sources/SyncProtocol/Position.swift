package import JSON
package import RetailCore

/// A place in a stream: dense, from 1, in commit order. A decimal string on the wire, for not every client's numbers reach 2^63.
package struct Position: WireValue, Hashable, Comparable {
    package var value: Int64

    package init(_ value: Int64) {
        self.value = value
    }

    /// nil for anything but 1 to 18 digits.
    package init?(digits: some StringProtocol) { self.init(digits: Array(digits.utf8)[...]) }

    init?(digits: ArraySlice<UInt8>) {
        guard (1...18).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        value = digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    package static let start = Position(0)
    package static var schema: Schema { .string(format: "int64", length: 1...18) }
    package static func sample() -> Position { .start }
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Position {
        guard value.kind == .string, let position = Position(digits: value.text) else {
            throw Fault.field("", "not-a-position", "Expected a position: a decimal string such as \"42\".")
        }
        return position
    }

    package func write(to writer: inout JSONWriter) { writer.string(String(value)) }
}

/// Positions by the stream's name: `{"catalog": "12", "store:0193…": "4711"}`.
package struct Cursors: WireValue, Equatable {
    package var positions: [String: Position]

    package static let maximumCount = 64

    package init(_ positions: [String: Position] = [:]) {
        self.positions = positions
    }

    package static var schema: Schema { .map(Position.schema, atMost: maximumCount) }
    package static func sample() -> Cursors { .init() }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Cursors {
        guard let members = try value.members(atMost: maximumCount) else {
            throw Fault.field("", "wrong-count", "Expected at most \(maximumCount) streams.")
        }
        var positions: [String: Position] = [:]
        for (name, value) in members {
            let field = String(name.unicodeScalars.prefix(80))
            do throws(Fault) {
                guard positions.updateValue(try Position.read(value, .none), forKey: name) == nil else {
                    throw Fault.field("", "repeated-field", "The stream stands here twice.")
                }
            } catch { throw error.inside(field) }
        }
        return Cursors(positions)
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { for (name, position) in positions.sorted(by: { $0.key < $1.key }) { $0.member(named: name, position) } }
    }
}
