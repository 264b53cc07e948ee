import Synchronization

/// Where every room hangs its gauges and counters, as closures read when somebody asks: nothing is pushed, nothing is kept twice.
package final class MetricsRegistry: Sendable {
    package enum Kind: String, Sendable {
        case gauge, counter, histogram
    }

    /// One line: labels, a value and, for the parts of a histogram, what follows the name (`_bucket`).
    package struct Sample: Sendable {
        package var suffix: String
        package var labels: [(name: String, value: String)]
        package var value: Double

        package init(_ value: Double, labels: [(name: String, value: String)] = [], suffix: String = "") {
            self.value = value
            self.labels = labels
            self.suffix = suffix
        }
    }

    private struct Family: Sendable {
        var name: String
        var help: String
        var kind: Kind
        var read: @Sendable () -> [Sample]
    }

    private let families = Mutex<[Family]>([])

    package init() {}

    /// A second registration under a name replaces the first.
    package func register(_ name: String, help: String, _ kind: Kind, samples read: @escaping @Sendable () -> [Sample]) {
        families.withLock { families in
            families.removeAll { $0.name == name }
            families.append(Family(name: name, help: help, kind: kind, read: read))
            families.sort { $0.name < $1.name }
        }
    }

    package func register(
        _ name: String, help: String, _ kind: Kind,
        _ read: @escaping @Sendable () -> [(labels: [(name: String, value: String)], value: Double)]
    ) {
        register(name, help: help, kind, samples: { read().map { Sample($0.value, labels: $0.labels) } })
    }

    package func gauge(_ name: String, help: String, _ read: @escaping @Sendable () -> Double) {
        register(name, help: help, .gauge, samples: { [Sample(read())] })
    }

    package func counter(_ name: String, help: String, _ read: @escaping @Sendable () -> Double) {
        register(name, help: help, .counter, samples: { [Sample(read())] })
    }

    /// All of it in Prometheus' text format 0.0.4. The closures run outside of the lock: they may take locks of their own.
    package func prometheus() -> [UInt8] {
        let families = self.families.withLock { $0 }
        var text = PrometheusText()
        for family in families { text.family(family.name, help: family.help, kind: family.kind.rawValue, family.read()) }
        return text.bytes
    }
}
