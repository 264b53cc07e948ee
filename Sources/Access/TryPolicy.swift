/// How many wrong tries are free, and how the wait after them grows.
struct TryPolicy: Sendable {
    /// So many wrong tries cost nothing.
    var free: Int
    /// The wait after the first that is not free; each further one doubles it.
    var firstDelaySeconds: Int
    var longestDelaySeconds: Int
    /// One wrong try is forgiven in this time.
    var forgivenInSeconds: Int

    /// Beyond it more wrong tries make nothing worse: so that forgiving all of them takes a time one can name.
    var most: Int { free + 12 }

    func delaySeconds(after failures: Int) -> Int {
        guard failures >= free else { return 0 }
        return min(longestDelaySeconds, firstDelaySeconds << min(failures - free, 20))
    }
}
