/// How long functions are, by how `swift format` lays them out: what begins at an indentation ends with a brace at the same.
enum Lengths {
    static let maximumFile = 320
    static let maximumFunction = 70

    struct Function {
        var name: String
        /// Counted from 1.
        var line: Int
        var length: Int
    }

    static func functions(in file: RepositoryFile) -> [Function] {
        file.lines(with: ["func ", "init(", "init?(", "init<"]).compactMap { number, line in
            name(declaredBy: line).map { Function(name: $0, line: number, length: length(from: number - 1, in: file.lines)) }
        }
    }

    private static func name(declaredBy line: String) -> String? {
        let modifiers =
            /\s*(?:(?:@\w+(?:\(.*?\))?|package|public|private|fileprivate|internal|open|static|final|override|required|convenience|mutating|nonmutating|borrowing|consuming|nonisolated) )*/
        guard let start = line.prefixMatch(of: modifiers)?.range.upperBound else { return nil }
        let rest = line[start...]
        if let name = rest.prefixMatch(of: /func (\S+?)[(<]/)?.1 { return String(name) }
        return rest.prefixMatch(of: /init[?!]?[(<]/) == nil ? nil : "init"
    }

    /// 1 for what has no body, or all of it in its line.
    private static func length(from start: Int, in lines: [String]) -> Int {
        let own = indentation(lines[start])
        if lines[start].hasSuffix("}") { return 1 }
        for index in lines.indices[(start + 1)...] {
            let line = lines[index].drop { $0 == " " }
            let depth = indentation(lines[index])
            if line.isEmpty || depth > own { continue }
            guard depth == own else { return 1 }
            if line.hasPrefix("}") { return index - start + 1 }
            // What follows a declaration of several lines.
            guard [")", "{", "->", "where", "throws", "async"].contains(where: line.hasPrefix) else { return 1 }
        }
        return 1
    }

    private static func indentation(_ line: String) -> Int { line.prefix { $0 == " " }.count }
}
