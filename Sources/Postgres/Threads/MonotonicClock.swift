import Glibc

/// Time that only goes forward, for deadlines. In nanoseconds.
enum MonotonicClock {
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    static func after(milliseconds: Int) -> Int64 { now + Int64(milliseconds) * 1_000_000 }

    /// What is left until then, as `poll` wants it; 0 where it has passed.
    static func milliseconds(until deadline: Int64) -> Int32 { Int32(clamping: max(0, (deadline - now + 999_999) / 1_000_000)) }
}
