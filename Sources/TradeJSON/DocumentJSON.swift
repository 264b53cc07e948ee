package import JSON
package import RetailCore

extension CanonicalValue {
    /// A document that came as ordinary JSON: members in any order, strings escaped in any way.
    ///
    /// - Throws: `request.invalid` (400) for `true`, `false`, `null`, a fraction, or a member that stands twice.
    package init(_ value: JSONValue) throws(Fault) {
        switch value.kind {
        case .string: self = .string(try value.string())
        case .array:
            var elements: [CanonicalValue] = []
            for (index, element) in try value.elements().enumerated() {
                do throws(Fault) { elements.append(try CanonicalValue(element)) } catch { throw error.inside("[\(index)]") }
            }
            self = .list(elements)
        case .object:
            var members: [String: CanonicalValue] = [:]
            for (name, member) in try value.members() {
                do throws(Fault) {
                    guard members.updateValue(try CanonicalValue(member), forKey: name) == nil else {
                        throw Fault.field("", "repeated", "The member stands twice.")
                    }
                } catch { throw error.inside(String(name.prefix(100))) }
            }
            self = .object(members)
        default: self = .integer(try value.int64())
        }
    }
}

extension DocumentHash: WireValue {
    package static var schema: Schema { .string(format: nil, length: 64...64) }
    package static func sample() -> DocumentHash { .genesis(register: .none, series: .none) }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> DocumentHash {
        guard let hash = DocumentHash(try value.string()) else {
            throw Fault.field("", "not-a-hash", "Expected 64 hexadecimal digits in lower case.")
        }
        return hash
    }

    package func write(to writer: inout JSONWriter) { writer.string(description) }
}
