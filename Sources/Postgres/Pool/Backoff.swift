/// How long to wait before the next attempt to connect: anything up to a bound that doubles ("full jitter", 50 ms to 2 s: a server that
/// was promoted is found soon).
struct Backoff {
    private var failures = 0

    /// Whether nothing has failed since the last success.
    var isFirst: Bool { failures == 0 }

    mutating func next() -> Int {
        let bound = min(2_000, 50 << min(failures, 10))
        failures += 1
        return Int.random(in: 0...bound)
    }

    mutating func reset() { failures = 0 }
}
