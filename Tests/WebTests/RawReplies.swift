/// Replies taken apart as a client must: by their own framing, one behind the other.
struct RawReplies {
    struct One {
        var status: Int
        var headers: [String: String]
        var body: [UInt8]
    }

    private(set) var all: [One] = []
    /// What is behind the last whole reply.
    private(set) var rest: ArraySlice<UInt8>

    /// - Parameter heads: which of the requests were HEAD: their replies have no body, whatever they say.
    init(_ bytes: [UInt8], heads: [Bool] = []) {
        rest = bytes[...]
        while let one = RawReplies.next(&rest, isHead: all.count < heads.count && heads[all.count]) { all.append(one) }
    }

    private static func next(_ rest: inout ArraySlice<UInt8>, isHead: Bool) -> One? {
        var left = rest
        guard let head = line(&left, until: "\r\n\r\n") else { return nil }
        var lines = head.split(separator: "\r\n").map(String.init)
        guard let status = Int(lines.removeFirst().split(separator: " ").dropFirst().first ?? "") else { return nil }
        var headers: [String: String] = [:]
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].drop { $0 == " " }.description : ""
        }
        var body: [UInt8] = []
        if isHead || status == 204 || status == 304 || status < 200 {
        } else if let length = headers["content-length"].flatMap({ Int($0) }) {
            guard left.count >= length else { return nil }
            body = Array(left.prefix(length))
            left = left.dropFirst(length)
        } else if headers["transfer-encoding"] == "chunked" {
            while true {
                guard let size = line(&left, until: "\r\n").flatMap({ Int($0, radix: 16) }), left.count >= size + 2 else { return nil }
                body += left.prefix(size)
                left = left.dropFirst(size + 2)
                if size == 0 { break }
            }
        } else {
            body = Array(left)
            left = []
        }
        rest = left
        return One(status: status, headers: headers, body: body)
    }

    private static func line(_ left: inout ArraySlice<UInt8>, until mark: String) -> String? {
        let end = Array(mark.utf8)
        var index = left.startIndex
        while index + end.count <= left.endIndex {
            if left[index..<index + end.count].elementsEqual(end) {
                defer { left = left[(index + end.count)...] }
                return String(decoding: left[..<index], as: UTF8.self)
            }
            index += 1
        }
        return nil
    }
}
