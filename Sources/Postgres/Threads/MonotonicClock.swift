import Glibc

/// Time that only goes forward, for deadlines. In nanoseconds.
enum MonotonicClock {
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    static func after(milliseconds: Int) -> Int64 { now + Int64(milliseconds) * 1_000_000 }
}
