import RetailCore

/// A trie of path parts. Words win over parameters, so `/v1/products/export` and `/v1/products/{product_id}` live together.
struct Router: Sendable {
    struct Match: Sendable {
        var route: Route
        var parameters: [Call.PathParameter]
    }

    enum Outcome: Sendable {
        case found(Match)
        case wrongMethod(allowed: [String])
        case unknown
    }

    private struct Node: Sendable {
        var words: [String: Int] = [:]
        var parameter: Int?
        var routes: [String: Route] = [:]
    }

    private var nodes = [Node()]
    private(set) var count = 0

    /// - Throws: `internal.bad-route` when two endpoints claim the same method and path.
    init(_ endpoints: [Endpoint]) throws(Fault) {
        for endpoint in endpoints { try add(endpoint) }
    }

    private mutating func add(_ endpoint: Endpoint) throws(Fault) {
        let template = try PathTemplate(endpoint.path)
        var node = 0
        var names: [String] = []
        for part in template.parts {
            let next: Int?
            switch part {
            case .word(let word): next = nodes[node].words[word]
            case .parameter(let name):
                names.append(name)
                next = nodes[node].parameter
            }
            if let next {
                node = next
            } else {
                nodes.append(Node())
                switch part {
                case .word(let word): nodes[node].words[word] = nodes.count - 1
                case .parameter: nodes[node].parameter = nodes.count - 1
                }
                node = nodes.count - 1
            }
        }
        let method = endpoint.method.rawValue
        guard nodes[node].routes[method] == nil else { throw PathTemplate.fault(endpoint.path, "stands twice for \(method)") }
        nodes[node].routes[method] = Route(endpoint: endpoint, index: count, parameterNames: names)
        count += 1
    }

    /// HEAD is answered by what answers GET.
    func match(method: String, segments: [String]) -> Outcome {
        var values: [String] = []
        guard let node = find(0, segments[...], &values) else { return .unknown }
        let routes = nodes[node].routes
        guard let route = routes[method] ?? (method == "HEAD" ? routes["GET"] : nil) else {
            let allowed = routes.keys.sorted() + (routes["GET"] == nil ? [] : ["HEAD"])
            return .wrongMethod(allowed: allowed)
        }
        let parameters = zip(route.parameterNames, values).map { Call.PathParameter(name: $0, value: $1) }
        return .found(Match(route: route, parameters: parameters))
    }

    /// Steps back where a word led nowhere and a parameter would have matched. Depth is bounded by the longest template.
    private func find(_ node: Int, _ segments: ArraySlice<String>, _ values: inout [String]) -> Int? {
        guard let segment = segments.first else { return nodes[node].routes.isEmpty ? nil : node }
        if let next = nodes[node].words[segment], let found = find(next, segments.dropFirst(), &values) { return found }
        guard let next = nodes[node].parameter, !segment.isEmpty else { return nil }
        values.append(segment)
        if let found = find(next, segments.dropFirst(), &values) { return found }
        values.removeLast()
        return nil
    }
}

/// An endpoint in its place in the router; a class so that a request carries one pointer.
final class Route: Sendable {
    let endpoint: Endpoint
    /// Where its counters stand in every shard of the metrics.
    let index: Int
    let parameterNames: [String]

    init(endpoint: Endpoint, index: Int, parameterNames: [String]) {
        self.endpoint = endpoint
        self.index = index
        self.parameterNames = parameterNames
    }
}
