import NIOHTTP1

/// Who a request comes from where proxies stand before us: the last hop that is none of them.
///
/// Only what a trusted peer says is looked at. A client can put what it likes in front of what the proxies append, so the list is read
/// from its end.
enum ClientAddress {
    /// More hops than anybody has.
    private static let maximumHops = 32

    /// - Parameter peer: who the connection comes from, one of `trusted`.
    /// - Returns: the peer itself where the headers name nobody, can't be read, or contradict each other: a proxy that writes one of them
    ///   and passes the other on unseen would else let its clients choose their address.
    static func find(_ headers: HTTPHeaders, peer: NetworkAddress, trusted: [AddressRange]) -> NetworkAddress {
        var plain: [Substring] = []
        var forwarded: [Substring] = []
        for (name, value) in headers {
            if name.isHeader("x-forwarded-for") { plain += value[...].split(separator: ",", omittingEmptySubsequences: false) }
            if name.isHeader("forwarded") { forwarded += value[...].split(separator: ",", omittingEmptySubsequences: false).map(forClause) }
        }
        let first = plain.isEmpty ? nil : client(plain, trusted) ?? peer
        let second = forwarded.isEmpty ? nil : client(forwarded, trusted) ?? peer
        if let first, let second { return first == second ? first : peer }
        return first ?? second ?? peer
    }

    private static func client(_ hops: [Substring], _ trusted: [AddressRange]) -> NetworkAddress? {
        var last: NetworkAddress?
        for hop in hops.reversed().prefix(maximumHops) {
            guard let address = NetworkAddress(hop.trimming()) else { return last }
            last = address
            if !trusted.contains(where: { $0.contains(address) }) { return address }
        }
        return last
    }

    /// `for="[2001:db8::1]:4711";proto=https` (RFC 7239, 4).
    private static func forClause(_ element: Substring) -> Substring {
        for pair in element.split(separator: ";") {
            let parts = pair.trimming().split(separator: "=", maxSplits: 1)
            guard parts.count == 2, String(parts[0]).isHeader("for") else { continue }
            return parts[1].first == "\"" ? parts[1].dropFirst().prefix { $0 != "\"" } : parts[1]
        }
        return ""
    }
}

extension Substring {
    /// Without blanks at either end.
    fileprivate func trimming() -> Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
