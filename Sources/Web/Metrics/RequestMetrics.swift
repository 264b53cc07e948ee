import Synchronization

/// Counts of requests per route, status class and latency, kept per event loop so that no request waits for another's lock.
final class RequestMetrics: Sendable {
    /// Upper bounds in microseconds; the last bucket is the rest.
    static let bounds: [Int64] = [1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 10_000_000]

    struct Counters: Sendable {
        /// By hundreds: 1xx, 2xx, 3xx, 4xx, 5xx.
        var classes: (Int64, Int64, Int64, Int64, Int64) = (0, 0, 0, 0, 0)
        var buckets = [Int64](repeating: 0, count: RequestMetrics.bounds.count + 1)
        var sumMicroseconds: Int64 = 0

        mutating func add(_ other: Counters) {
            classes.0 += other.classes.0
            classes.1 += other.classes.1
            classes.2 += other.classes.2
            classes.3 += other.classes.3
            classes.4 += other.classes.4
            for index in buckets.indices { buckets[index] += other.buckets[index] }
            sumMicroseconds += other.sumMicroseconds
        }

        mutating func record(status: Int, microseconds: Int64) {
            switch status / 100 {
            case 1: classes.0 += 1
            case 2: classes.1 += 1
            case 3: classes.2 += 1
            case 4: classes.3 += 1
            default: classes.4 += 1
            }
            var bucket = 0
            while bucket < RequestMetrics.bounds.count, microseconds > RequestMetrics.bounds[bucket] { bucket += 1 }
            buckets[bucket] += 1
            sumMicroseconds += microseconds
        }
    }

    final class Shard: Sendable {
        private let counters: Mutex<[Counters]>

        init(count: Int) {
            counters = Mutex([Counters](repeating: Counters(), count: count))
        }

        func record(_ index: Int, status: Int, microseconds: Int64) {
            counters.withLock { $0[index].record(status: status, microseconds: microseconds) }
        }

        func read() -> [Counters] { counters.withLock { $0 } }
    }

    let shards: [Shard]
    private let labels: [[(name: String, value: String)]]

    /// The last index is for requests that met no route.
    init(endpoints: [Endpoint], socketPath: String?, shardCount: Int) {
        var labels = endpoints.map { [(name: "method", value: $0.method.rawValue), (name: "path", value: $0.path)] }
        labels.append([(name: "method", value: "GET"), (name: "path", value: socketPath ?? "none")])
        labels.append([(name: "method", value: "any"), (name: "path", value: "unmatched")])
        self.labels = labels
        shards = (0..<shardCount).map { [count = labels.count] _ in Shard(count: count) }
    }

    var socketIndex: Int { labels.count - 2 }
    var unmatchedIndex: Int { labels.count - 1 }

    func total() -> [Counters] {
        var sum = [Counters](repeating: Counters(), count: labels.count)
        for shard in shards {
            for (index, counters) in shard.read().enumerated() { sum[index].add(counters) }
        }
        return sum
    }

    func register(in registry: MetricsRegistry) {
        registry.register(
            "http_requests_total", help: "Requests answered, by route and status class.", .counter,
            samples: { [self] in
                var samples: [MetricsRegistry.Sample] = []
                for (index, counters) in total().enumerated() {
                    let classes = [counters.classes.0, counters.classes.1, counters.classes.2, counters.classes.3, counters.classes.4]
                    for (hundred, count) in classes.enumerated() where count > 0 {
                        samples.append(.init(Double(count), labels: labels[index] + [("status", "\(hundred + 1)xx")]))
                    }
                }
                return samples
            })
        registry.register(
            "http_request_duration_seconds", help: "Time from a request's head to its answer.", .histogram,
            samples: { [self] in
                var samples: [MetricsRegistry.Sample] = []
                for (index, counters) in total().enumerated() {
                    var sum: Int64 = 0
                    guard counters.buckets.contains(where: { $0 > 0 }) else { continue }
                    for (bucket, count) in counters.buckets.enumerated() {
                        sum += count
                        let bound = bucket < Self.bounds.count ? PrometheusText.number(Double(Self.bounds[bucket]) / 1_000_000) : "+Inf"
                        samples.append(.init(Double(sum), labels: labels[index] + [("le", bound)], suffix: "_bucket"))
                    }
                    samples.append(.init(Double(counters.sumMicroseconds) / 1_000_000, labels: labels[index], suffix: "_sum"))
                    samples.append(.init(Double(sum), labels: labels[index], suffix: "_count"))
                }
                return samples
            })
    }
}
