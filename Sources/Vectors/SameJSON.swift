import JSON

extension JSONValue {
    /// Whether two values say the same: members in any order, absent as null, strings by their bytes.
    func isSame(as other: JSONValue) -> Bool {
        switch (kind, other.kind) {
        case (.object, .object):
            guard let mine = try? members(), let theirs = try? other.members() else { return false }
            let names = Set(mine.map(\.name)).union(theirs.map(\.name))
            return names.allSatisfy { name in
                switch (mine.first { $0.name == name }?.value, theirs.first { $0.name == name }?.value) {
                case (let left?, let right?): left.isSame(as: right)
                case (let only?, nil), (nil, let only?): only.kind == .null
                case (nil, nil): true
                }
            }
        case (.array, .array):
            guard let mine = try? elements(), let theirs = try? other.elements(), mine.count == theirs.count else { return false }
            return zip(mine, theirs).allSatisfy { $0.isSame(as: $1) }
        case (.string, .string):
            // By their bytes: Swift takes é and e with an accent behind it for equal, a hash doesn't.
            guard let mine = try? string(), let theirs = try? other.string() else { return false }
            return mine.utf8.elementsEqual(theirs.utf8)
        case (.number, .number): return text.elementsEqual(other.text)
        default: return kind == other.kind
        }
    }

    var compact: [UInt8] {
        var bytes: [UInt8] = []
        appendCompact(to: &bytes)
        return bytes
    }
}
