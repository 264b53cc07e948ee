import Glibc

/// Time since the machine started, sleep included: no correction of the wall clock moves it. In nanoseconds.
package enum Uptime {
    package static let second: Int64 = 1_000_000_000

    package static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * second + Int64(time.tv_nsec)
    }
}
