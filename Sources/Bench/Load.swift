import Foundation
import Synchronization

/// Makes the requests of one connection and counts what their answers are worth.
protocol Work {
    mutating func request() -> [UInt8]
    /// How many operations the answer stands for; 0: a failure.
    mutating func worth(_ connection: Connection) -> Int
}

struct Measured {
    var operations = 0
    var failures = 0
    var seconds = 0.0
    var serverCPU = 0.0
    var postgresCPU = 0.0
    /// µs.
    var latencies: [UInt32] = []
    var firstFailure: String?

    var rate: Double { Double(operations) / seconds }
    var serverMicroseconds: Double { serverCPU / Double(max(1, operations)) }
    var postgresMicroseconds: Double { postgresCPU / Double(max(1, operations)) }

    func percentile(_ share: Double) -> Double {
        let sorted = latencies.sorted()
        return sorted.isEmpty ? 0 : Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))])
    }
}

/// One thread per connection, each with one request under way.
///
/// - Parameter rate: requests per second in all, begun by the clock whether or not the server keeps up; nil: as fast as it goes.
func load(
    _ server: Server, connections: Int, seconds: Double, warmUp: Double = 1, rate: Double? = nil,
    _ make: @escaping @Sendable (Int) -> any Work
) throws -> Measured {
    let result = Mutex(Measured())
    let everybody = Group()
    let begin = nanoseconds() + 200_000_000
    let from = begin + UInt64(warmUp * 1e9)
    let to = from + UInt64(seconds * 1e9)
    let port = server.port
    let results = Box(result: result)
    for index in 0..<connections {
        everybody.start {
            var own = Measured()
            do {
                let connection = try Connection(port: port)
                var work = make(index)
                let period = rate.map { UInt64(Double(connections) * 1e9 / $0) } ?? 0
                var intended = begin + period * UInt64(index) / UInt64(connections)
                wait(until: max(begin, intended))
                while true {
                    let bytes = work.request()
                    let started = nanoseconds()
                    if started >= to { break }
                    try connection.exchange(bytes)
                    let ended = nanoseconds()
                    let worth = work.worth(connection)
                    if ended >= from, ended < to {
                        own.operations += worth
                        // From when the request was due, or a stall would hide those that waited behind it.
                        own.latencies.append(UInt32(truncatingIfNeeded: (ended - (rate == nil ? started : intended)) / 1000))
                    }
                    if worth == 0 {
                        own.failures += 1
                        if own.firstFailure == nil { own.firstFailure = "\(connection.status) \(connection.text.prefix(600))" }
                    }
                    if rate != nil {
                        intended += period
                        wait(until: intended)
                    }
                }
            } catch {
                own.failures += 1
                own.firstFailure = "\(error)"
            }
            let mine = own
            results.result.withLock {
                $0.operations += mine.operations
                $0.failures += mine.failures
                $0.latencies += mine.latencies
                $0.firstFailure = $0.firstFailure ?? mine.firstFailure
            }
        }
    }
    wait(until: from)
    let before = server.cpu
    wait(until: to)
    let after = server.cpu
    everybody.wait()
    var measured = results.result.withLock { $0 }
    measured.seconds = seconds
    (measured.serverCPU, measured.postgresCPU) = (after.server - before.server, after.postgres - before.postgres)
    if let failure = measured.firstFailure {
        say("    \(measured.failures) failed, the first: \(failure)")
        if measured.operations == 0 { throw Trouble("nothing succeeded") }
    }
    return measured
}

private final class Box: Sendable {
    let result: Mutex<Measured>
    init(result: consuming sending Mutex<Measured>) { self.result = result }
}

/// Threads to wait for.
final class Group: Sendable {
    private let group = DispatchGroup()

    func start(_ body: @escaping @Sendable () -> Void) {
        group.enter()
        let thread = Thread { [group] in
            body()
            group.leave()
        }
        thread.stackSize = 512 << 10
        thread.start()
    }

    func wait() { group.wait() }
}
