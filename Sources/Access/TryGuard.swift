import RetailCore
import Synchronization

/// Everything that can be guessed at the door, and who has guessed wrong: passwords, enrolment codes, refresh tokens.
///
/// A stranger's wrong passwords hold up his own address: for the name he tries, and for all names that never logged in from there. From
/// everywhere together they slow the name down, but not for the addresses that it has logged in from. Names and chains that don't exist
/// are counted as those that do: neither can be listed.
final class TryGuard: Sendable {
    private let pairs: TryLimiter
    private let names: TryLimiter
    private let addresses: TryLimiter
    private let own: TryLimiter
    private let codeAddresses: TryLimiter
    private let codeChains: TryLimiter
    private let refreshAddresses: TryLimiter
    private let counts = Mutex(AccessStatistics())

    init(_ limits: AccessLimits, uptime: @escaping @Sendable () -> Int64) {
        func limiter(_ free: Int, _ first: Int, _ longest: Int, forgivenIn seconds: Int) -> TryLimiter {
            TryLimiter(
                TryPolicy(free: free, firstDelaySeconds: first, longestDelaySeconds: longest, forgivenInSeconds: seconds),
                capacity: limits.rememberedTries, uptime: uptime)
        }
        pairs = limiter(limits.loginTries, limits.loginDelaySeconds, limits.loginLongestDelaySeconds, forgivenIn: 720)
        names = limiter(limits.loginTriesPerName, 1, 60, forgivenIn: 60)
        own = limiter(limits.loginTries, limits.loginDelaySeconds, limits.loginLongestDelaySeconds, forgivenIn: 720)
        addresses = limiter(limits.loginTriesPerAddress, 1, 60, forgivenIn: 15)
        codeAddresses = limiter(limits.codeTriesPerAddress, 2, 300, forgivenIn: 60)
        codeChains = limiter(limits.codeTriesPerChain, 1, 30, forgivenIn: 10)
        refreshAddresses = limiter(limits.refreshTriesPerAddress, 1, 60, forgivenIn: 15)
    }

    var statistics: AccessStatistics {
        var statistics = counts.withLock { $0 }
        statistics.rememberedTries = [pairs, names, addresses, own, codeAddresses, codeChains, refreshAddresses].reduce(0) { $0 + $1.count }
        return statistics
    }

    // MARK: - Passwords

    /// What holds for everybody: this name from this address.
    func refuseIfLocked(_ login: LoginAttempt) throws(Fault) {
        if let seconds = pairs.wait(pair(login)) { throw slowed(seconds) }
    }

    /// What does not hold where the name has logged in before.
    func refuseIfSlowed(_ login: LoginAttempt) throws(Fault) {
        let waits = [addresses.wait(TryLimiter.Key(login.block.text)), names.wait(name(login))].compactMap { $0 }
        if let seconds = waits.max() { throw slowed(seconds) }
    }

    /// What holds for guesses that were sent at once and all came past the first look: also the right one is not taken then.
    func refuseIfLockedMeanwhile(_ login: LoginAttempt, isKnown: Bool) throws(Fault) {
        try refuseIfLocked(login)
        if !isKnown, let seconds = names.wait(name(login)) { throw slowed(seconds) }
    }

    func wrongPassword(_ login: LoginAttempt) {
        pairs.failed(pair(login))
        names.failed(name(login))
        addresses.failed(TryLimiter.Key(login.block.text))
        counts.withLock { $0.loginsRefused += 1 }
    }

    /// The name's and the address's count stay: whoever has an account of his own could else wipe out what he tried at others'.
    func rightPassword(_ login: LoginAttempt) {
        pairs.forgive(pair(login))
        counts.withLock { $0.logins += 1 }
    }

    /// By somebody who is logged in, of the password that he wants to change. Whether that were too many.
    func wrongOwnPassword(of person: String) -> Bool {
        let key = TryLimiter.Key(person)
        own.failed(key)
        counts.withLock { $0.loginsRefused += 1 }
        return own.wait(key) != nil
    }

    private func pair(_ login: LoginAttempt) -> TryLimiter.Key { TryLimiter.Key(login.tenant, login.username, login.block.text) }
    private func name(_ login: LoginAttempt) -> TryLimiter.Key { TryLimiter.Key(login.tenant, login.username) }

    // MARK: - Codes and tokens

    func refuseIfCodesSlowed(_ block: AddressBlock) throws(Fault) {
        if let seconds = codeAddresses.wait(TryLimiter.Key(block.text)) { throw slowed(seconds, "codes") }
    }

    /// Not where people of the chain have logged in from: enrolling goes on while somebody guesses elsewhere.
    func refuseIfCodesSlowed(chain slug: String) throws(Fault) {
        if let seconds = codeChains.wait(TryLimiter.Key(slug)) { throw slowed(seconds, "codes") }
    }

    func wrongCode(_ block: AddressBlock, chain slug: String) {
        codeAddresses.failed(TryLimiter.Key(block.text))
        codeChains.failed(TryLimiter.Key(slug))
        counts.withLock { $0.codesRefused += 1 }
    }

    func refuseIfRefreshSlowed(_ block: AddressBlock) throws(Fault) {
        if let seconds = refreshAddresses.wait(TryLimiter.Key(block.text)) { throw slowed(seconds, "tokens") }
    }

    func unknownRefresh(_ block: AddressBlock) {
        refreshAddresses.failed(TryLimiter.Key(block.text))
        counts.withLock { $0.refreshesRefused += 1 }
    }

    private func slowed(_ seconds: Int) -> Fault {
        counts.withLock { $0.slowed += 1 }
        return Fault(
            .tooMany, "access.locked", "Too many wrong passwords; try again in \(seconds) seconds.", retryAfterSeconds: seconds)
    }

    private func slowed(_ seconds: Int, _ what: String) -> Fault {
        counts.withLock { $0.slowed += 1 }
        return Fault(
            .tooMany, "access.too-many-tries", "Too many wrong \(what) from here; try again in \(seconds) seconds.",
            retryAfterSeconds: seconds)
    }
}

/// How often the door was tried, since the node started.
package struct AccessStatistics: Sendable {
    package var logins = 0
    package var loginsRefused = 0
    package var codesRefused = 0
    package var refreshesRefused = 0
    /// Told to wait, without a look at what was brought.
    package var slowed = 0
    /// Names, addresses and chains with wrong tries in memory.
    package var rememberedTries = 0
}
