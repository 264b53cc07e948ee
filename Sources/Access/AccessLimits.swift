/// How often passwords, codes and tokens may be tried, and how long a node takes word of a session for good.
///
/// Each is a setting of `retail serve`, and shows in `/metrics`. All counts are a node's own, in memory (docs/adr/0014).
package struct AccessLimits: Sendable {
    /// Wrong passwords for one name from one address before it has to wait.
    package var loginTries = 5
    /// The first wait; each further wrong password doubles it, up to the longest.
    package var loginDelaySeconds = 30
    package var loginLongestDelaySeconds = 900
    /// Wrong passwords for one name from everywhere before addresses that it never logged in from have to wait.
    package var loginTriesPerName = 20
    /// Wrong passwords from one address, for all names, before names that never logged in from there have to wait.
    package var loginTriesPerAddress = 40
    /// Wrong enrolment codes from one address, and for one chain from everywhere, before they have to wait.
    package var codeTriesPerAddress = 10
    package var codeTriesPerChain = 200
    /// Unknown refresh tokens from one address before it has to wait.
    package var refreshTriesPerAddress = 60
    /// How long a refresh token that was just used gives the same answer again.
    package var refreshGraceSeconds = 30
    /// Password checks that may wait, in all and for one address.
    package var passwordQueue = 64
    package var passwordQueuePerAddress = 16
    /// How many names, addresses and chains with wrong tries are remembered, of each kind.
    package var rememberedTries = 50_000

    package init() {}

    /// For whoever shows them: name and value.
    package var named: [(name: String, value: Int)] {
        [
            ("login_tries", loginTries), ("login_delay_seconds", loginDelaySeconds),
            ("login_longest_delay_seconds", loginLongestDelaySeconds), ("login_tries_per_name", loginTriesPerName),
            ("login_tries_per_address", loginTriesPerAddress), ("code_tries_per_address", codeTriesPerAddress),
            ("code_tries_per_chain", codeTriesPerChain), ("refresh_tries_per_address", refreshTriesPerAddress),
            ("refresh_grace_seconds", refreshGraceSeconds), ("password_queue", passwordQueue),
            ("password_queue_per_address", passwordQueuePerAddress), ("remembered_tries", rememberedTries),
        ]
    }
}
