import Access
import Secrets
import Web

extension Node {
    /// What `/metrics` says of who comes in, and of the limits there are.
    func registerAccessMetrics() {
        let access = access
        metrics.gauge("access_cached_sessions", help: "Sessions known without asking the database.") { Double(access.cachedSessions) }
        metrics.counter("access_logins_total", help: "Log-ins that succeeded.") { Double(access.statistics.logins) }
        metrics.register(
            "access_refused_total", help: "What was tried and was wrong: passwords, enrolment codes, refresh tokens.", .counter
        ) {
            let statistics = access.statistics
            return [
                ([("kind", "password")], Double(statistics.loginsRefused)), ([("kind", "code")], Double(statistics.codesRefused)),
                ([("kind", "refresh")], Double(statistics.refreshesRefused)),
            ]
        }
        metrics.counter("access_slowed_total", help: "Tries that were told to wait (429).") { Double(access.statistics.slowed) }
        metrics.gauge("access_remembered_tries", help: "Names, addresses and chains with wrong tries in memory.") {
            Double(access.statistics.rememberedTries)
        }
        metrics.gauge("access_password_queue", help: "Password checks that wait.") { Double(access.passwords.statistics.waiting) }
        metrics.counter("access_password_queue_refused_total", help: "Password checks that found no room or lost it (503).") {
            Double(access.passwords.statistics.refused)
        }
        metrics.register("access_limit", help: "What is set; see retail serve --help.", .gauge) {
            access.limits.named.map { ([("name", $0.name)], Double($0.value)) }
        }
    }
}
