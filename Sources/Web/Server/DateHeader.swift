import Glibc
import Synchronization

/// The `Date` header, made once a second.
final class DateHeader: Sendable {
    private let made = Mutex<(second: Int, text: String)>((0, ""))

    var text: String {
        let now = time(nil)
        return made.withLock { made in
            if made.second != now { made = (now, HTTPDate.text(unixSeconds: Int64(now))) }
            return made.text
        }
    }
}
