package import RetailCore

/// A value inside a document: a look, not a copy.
package struct JSONValue: Sendable {
    package let document: JSONDocument
    let index: Int

    var token: JSONDocument.Token { document.tape[index] }
    package var kind: JSONKind { token.kind }

    /// The value's text as it came, quotes of a string left out.
    package var text: ArraySlice<UInt8> { document.bytes[Int(token.start)..<Int(token.end)] }

    package func string() throws(Fault) -> String {
        guard kind == .string else { throw expected("a string") }
        return token.isPlain ? String(decoding: text, as: UTF8.self) : JSONText.unescape(text)
    }

    /// The same where it can't be longer than `characters`; nil where its bytes tell that it is, before anything is copied or unescaped.
    ///
    /// A character takes at most twelve bytes: two escapes, of a surrogate pair.
    package func string(within characters: Int) throws(Fault) -> String? {
        if kind == .string, Int(token.end - token.start) / 12 > characters { return nil }
        return try string()
    }

    /// A whole number that fits 64 bits, however it is written (`1000`, `1000.0`, `1e3`): what JSON Schema calls an integer. Nothing is
    /// rounded, for money must not be guessed.
    package func int64() throws(Fault) -> Int64 {
        guard kind == .number else { throw expected("a whole number") }
        return token.isPlain ? try WholeNumber.plain(text) : try WholeNumber.exact(text)
    }

    package func bool() throws(Fault) -> Bool {
        switch kind {
        case .true: return true
        case .false: return false
        default: throw expected("true or false")
        }
    }

    /// The values of an array, in order.
    package func elements() throws(Fault) -> [JSONValue] { try elements(atMost: .max) ?? [] }

    /// nil where there are more: they are not even counted.
    package func elements(atMost limit: Int) throws(Fault) -> [JSONValue]? {
        guard kind == .array else { throw expected("an array") }
        var values: [JSONValue] = []
        var next = index + 1
        while next < Int(token.next) {
            guard values.count < limit else { return nil }
            values.append(JSONValue(document: document, index: next))
            next = Int(document.tape[next].next)
        }
        return values
    }

    /// The members of an object, in order. For the few places that take any object; typed ones read `Fields`.
    package func members() throws(Fault) -> [(name: String, value: JSONValue)] { try members(atMost: .max) ?? [] }

    /// nil where there are more: their names are not read.
    package func members(atMost limit: Int) throws(Fault) -> [(name: String, value: JSONValue)]? {
        guard kind == .object else { throw expected("an object") }
        var members: [(name: String, value: JSONValue)] = []
        var next = index + 1
        while next < Int(token.next) {
            guard members.count < limit else { return nil }
            let name = try JSONValue(document: document, index: next).string()
            let value = JSONValue(document: document, index: next + 1)
            members.append((name, value))
            next = Int(value.token.next)
        }
        return members
    }

    /// The value of a member by name, nil where there is none or this is no object.
    package subscript(name: String) -> JSONValue? {
        guard kind == .object else { return nil }
        var name = name
        return name.withUTF8 { name in
            var next = index + 1
            while next < Int(token.next) {
                if document.tape[next].names(name, in: document) { return JSONValue(document: document, index: next + 1) }
                next = Int(document.tape[next + 1].next)
            }
            return nil
        }
    }

    func expected(_ words: String) -> Fault {
        .field("", "wrong-type", "Expected \(words), got \(kind.words).")
    }

    /// The value without white space between its tokens: the same for the same content in the same order, however it was laid out.
    package func appendCompact(to bytes: inout [UInt8]) {
        var text = document.bytes[Int(token.start)..<Int(token.end)]
        if kind == .string { text = document.bytes[(Int(token.start) - 1)...Int(token.end)] }
        var isInString = false
        var isEscaped = false
        for byte in text {
            if isInString {
                bytes.append(byte)
                if isEscaped { isEscaped = false } else if byte == 0x5C { isEscaped = true } else if byte == 0x22 { isInString = false }
            } else if byte > 0x20 {
                bytes.append(byte)
                isInString = byte == 0x22
            }
        }
    }
}
