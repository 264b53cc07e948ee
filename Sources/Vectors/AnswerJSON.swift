import JSON

extension JSONWriter {
    /// One object as bytes: an answer.
    static func object(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object(members)
        return writer.bytes
    }

    /// A list of objects.
    mutating func member<Element>(_ name: StaticString, of elements: [Element], _ members: (Element, inout JSONWriter) -> Void) {
        memberArray(name) { list in
            for element in elements { list.element { $0.object { members(element, &$0) } } }
        }
    }

    /// A list in which some have no value.
    mutating func member(_ name: StaticString, nullable values: [(some WireValue)?]) {
        memberArray(name) { list in
            for value in values {
                list.element { if let value { value.write(to: &$0) } else { $0.null() } }
            }
        }
    }
}
