import Access
import ArgumentParser

/// How often passwords, codes and tokens may be tried at a node (docs/adr/0014).
struct AccessOptions: ParsableArguments {
    @Option(help: "Wrong passwords for one name from one address before it has to wait.") var loginTries = 5
    @Option(help: "Seconds of the first wait; each further wrong password doubles it.") var loginDelay = 30
    @Option(help: "Seconds of the longest wait.") var loginLongestDelay = 900
    @Option(help: "Wrong passwords for one name from everywhere before addresses it never logged in from have to wait.")
    var loginTriesPerName = 20
    @Option(help: "Wrong passwords from one address before names that never logged in from there have to wait.")
    var loginTriesPerAddress = 40
    @Option(help: "Wrong enrolment codes from one address before it has to wait.") var codeTriesPerAddress = 10
    @Option(help: "Wrong enrolment codes for one chain before addresses its people never logged in from have to wait.")
    var codeTriesPerChain = 200
    @Option(help: "Unknown refresh tokens from one address before it has to wait.") var refreshTriesPerAddress = 60
    @Option(help: "Seconds for which a refresh token that was just used gives the same answer again.") var refreshGrace = 30
    @Option(help: "Password checks that may wait.") var passwordQueue = 64
    @Option(help: "Password checks that may wait for one address.") var passwordQueuePerAddress = 16

    var limits: AccessLimits {
        var limits = AccessLimits()
        limits.loginTries = loginTries
        (limits.loginDelaySeconds, limits.loginLongestDelaySeconds) = (loginDelay, loginLongestDelay)
        (limits.loginTriesPerName, limits.loginTriesPerAddress) = (loginTriesPerName, loginTriesPerAddress)
        (limits.codeTriesPerAddress, limits.codeTriesPerChain) = (codeTriesPerAddress, codeTriesPerChain)
        (limits.refreshTriesPerAddress, limits.refreshGraceSeconds) = (refreshTriesPerAddress, refreshGrace)
        (limits.passwordQueue, limits.passwordQueuePerAddress) = (passwordQueue, passwordQueuePerAddress)
        return limits
    }

    func validate() throws {
        for (name, value) in limits.named where !(0...1_000_000).contains(value) {
            throw ValidationError("\(name.replacing("_", with: "-")) is from 0 to 1,000,000.")
        }
        guard refreshGrace <= 300 else { throw ValidationError("--refresh-grace is 300 seconds at most: it is a thief's time too.") }
    }
}
