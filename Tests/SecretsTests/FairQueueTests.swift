import Testing

@testable import Secrets

@Suite struct FairQueueTests {
    private func share(_ address: String, _ chain: String = "c", known: Bool = false) -> PasswordShare {
        PasswordShare(address: address, chain: chain, isKnown: known)
    }

    private func drain(_ queue: inout FairQueue<String>) -> [String] {
        var jobs: [String] = []
        while let job = queue.next() { jobs.append(job) }
        return jobs
    }

    private func waits(_ admission: FairQueue<String>.Admission) -> Bool { if case .waits = admission { true } else { false } }

    private func displaced(_ admission: FairQueue<String>.Admission) -> String? {
        if case .waits(let displaced) = admission { displaced } else { nil }
    }

    @Test func addressesTakeTurns() {
        var queue = FairQueue<String>(capacity: 16, perAddress: 8)
        for job in ["a1", "a2", "a3"] { _ = queue.add(job, share("a")) }
        _ = queue.add("b1", share("b"))
        _ = queue.add("c1", share("c"))
        #expect(drain(&queue) == ["a1", "b1", "c1", "a2", "a3"])
    }

    @Test func whoWasServedDoesNotGetAheadByComingAgain() {
        var queue = FairQueue<String>(capacity: 16, perAddress: 8)
        for job in ["a1", "a2"] { _ = queue.add(job, share("a")) }
        _ = queue.add("b1", share("b"))
        #expect(queue.next() == "a1")
        _ = queue.add("a3", share("a"))
        #expect(drain(&queue) == ["b1", "a2", "a3"])
    }

    @Test func knownOnesGoFirstAndOthersAreNotForgotten() {
        var queue = FairQueue<String>(capacity: 16, perAddress: 8)
        for job in ["s1", "s2"] { _ = queue.add(job, share("s")) }
        for job in ["k1", "k2", "k3", "k4"] { _ = queue.add(job, share("k", known: true)) }
        #expect(drain(&queue) == ["k1", "k2", "k3", "s1", "k4", "s2"])
    }

    /// A hundred wrong log-ins from one address: one from elsewhere is the next but one.
    @Test func aStormFromOneAddressLeavesRoomForOthers() {
        var queue = FairQueue<String>(capacity: 64, perAddress: 16)
        let taken = (0..<100).count { waits(queue.add("storm \($0)", share("storm"))) }
        #expect(taken == 16)
        #expect(waits(queue.add("right", share("home"))))
        _ = queue.next()
        #expect(queue.next() == "right")
    }

    @Test func whereItIsFullTheAddressThatHasMostMakesRoom() {
        var queue = FairQueue<String>(capacity: 8, perAddress: 4)
        for address in ["a", "b"] { for number in 1...3 { _ = queue.add("\(address)\(number)", share(address, address)) } }
        for number in 4...5 { _ = queue.add("d\(number)", share("d", "d")) }
        #expect(displaced(queue.add("c1", share("c", "c"))) == "b3")
        #expect(queue.count == 8)
        // Nobody has two more than he who comes: nothing would get fairer.
        #expect(!waits(queue.add("c2", share("d", "c"))))
    }

    @Test func aKnownOneTakesTheRoomOfAStranger() {
        var queue = FairQueue<String>(capacity: 4, perAddress: 1)
        for address in ["a", "b", "c", "d"] { _ = queue.add(address, share(address, address)) }
        #expect(displaced(queue.add("k", share("k", "k", known: true))) == "d")
        #expect(!waits(queue.add("e", share("e", "e"))))
        // Also at his own address, where a stranger's storm has used it up.
        #expect(displaced(queue.add("a known", share("a", "x", known: true))) == "a")
        #expect(queue.next() == "k")
    }

    @Test func aChainLeavesAQuarterToTheOthers() {
        var queue = FairQueue<String>(capacity: 8, perAddress: 8)
        #expect((0..<8).count { waits(queue.add("\($0)", share("a\($0)", "loud"))) } == 6)
        #expect(waits(queue.add("quiet", share("q", "quiet"))))
    }
}
