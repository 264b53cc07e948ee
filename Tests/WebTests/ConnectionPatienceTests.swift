import NIOCore
import Testing

@testable import Web

/// Time-outs count from the last progress, and a trickle is none. No clock: the times are given.
@Suite struct ConnectionPatienceTests {
    private func patience() -> ConnectionPatience {
        var settings = WebSettings()
        (settings.progressTimeoutMilliseconds, settings.firstRequestTimeoutMilliseconds) = (30_000, 30_000)
        settings.minimumBytesPerSecond = 1_000
        settings.answerTimeoutMilliseconds = 45_000
        settings.idleTimeoutMilliseconds = 75_000
        return ConnectionPatience(settings)
    }

    private func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(1_000_000_000_000) + .seconds(seconds) }

    /// 4.4 MB over 480 kbit/s take 73 s: they were cut at 30, each time anew.
    @Test(arguments: [(60_000, true), (2_000, true), (900, false), (0, false)]) func waitsForWhoReads(_ perSecond: Int, _ isPatient: Bool) {
        var patience = patience()
        var sent = 0
        for second in 0..<300 {
            let verdict = patience.look(.answering(since: at(0)), sent: sent, unsent: 4_000_000, at: at(Int64(second)))
            guard verdict == .patient else { return #expect(verdict == .slowReader && !isPatient && second == 30) }
            sent += perSecond
        }
        #expect(isPatient)
    }

    @Test(arguments: [(60_000, true), (2_000, true), (900, false), (0, false)]) func waitsForWhoSends(_ perSecond: Int, _ isPatient: Bool) {
        var patience = patience()
        for second in 0..<300 {
            let verdict = patience.look(.receiving(bytes: second * perSecond), sent: 0, unsent: 0, at: at(Int64(second)))
            guard verdict == .patient else { return #expect(verdict == .slowRequest && !isPatient && second == 30) }
        }
        #expect(isPatient)
    }

    @Test func countsEachRequestsBodyAnew() {
        var patience = patience()
        #expect(patience.look(.receiving(bytes: 100_000), sent: 0, unsent: 0, at: at(0)) == .patient)
        #expect(patience.look(.receiving(bytes: 10), sent: 0, unsent: 0, at: at(31)) == .patient)
        #expect(patience.look(.receiving(bytes: 10), sent: 0, unsent: 0, at: at(60)) == .patient)
        #expect(patience.look(.receiving(bytes: 10), sent: 0, unsent: 0, at: at(61)) == .slowRequest)
    }

    @Test func knowsHowLongEachMayTake() {
        var patience = patience()
        func look(_ phase: ConnectionPatience.Phase, _ seconds: Int64) -> ConnectionPatience.Verdict {
            patience.look(phase, sent: 0, unsent: 0, at: at(seconds))
        }
        #expect(look(.waiting(since: at(0), isFirst: true), 29) == .patient)
        #expect(look(.waiting(since: at(0), isFirst: true), 30) == .idle)
        #expect(look(.waiting(since: at(0), isFirst: false), 74) == .patient)
        #expect(look(.waiting(since: at(0), isFirst: false), 75) == .idle)
        #expect(look(.answering(since: at(0)), 44) == .patient)
        #expect(look(.answering(since: at(0)), 45) == .slowAnswer)
        #expect(look(.lingering(since: at(0)), 1) == .patient)
        #expect(look(.lingering(since: at(0)), 2) == .lingeredEnough)
    }
}
