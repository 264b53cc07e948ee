import RetailCore
import Secrets
import Testing

@Suite struct PasswordHasherTests {
    /// Cheap, so that the tests that are not about the cost don't wait for it.
    private static let cheap = Argon2Cost(memoryKiB: 64, passes: 1, lanes: 1)

    /// From the test suite of the reference implementation (phc-winner-argon2, `src/test.c`).
    @Test(arguments: [
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    ]) func verifiesTheReferencesHashes(_ encoded: String) async throws {
        let hasher = PasswordHasher()
        #expect(try await hasher.verify(Secret("password"), against: encoded))
        #expect(try await !hasher.verify(Secret("passwore"), against: encoded))
        #expect(hasher.needsRehash(encoded))
    }

    @Test func hashesAtTheStandardCostWithASaltEachTime() async throws {
        let hasher = PasswordHasher()
        let encoded = try await hasher.hash(Secret("grüne Äpfel"))
        #expect(encoded.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(!hasher.needsRehash(encoded))
        #expect(try await hasher.verify(Secret("grüne Äpfel"), against: encoded))
        #expect(try await !hasher.verify(Secret("grune Apfel"), against: encoded))
        #expect(try await hasher.hash(Secret("grüne Äpfel")) != encoded)
        await hasher.shutdown()
    }

    @Test func takesAComposedAndADecomposedUmlautForTheSame() async throws {
        let hasher = PasswordHasher(cost: Self.cheap)
        let encoded = try await hasher.hash(Secret("gr\u{FC}n"))
        #expect(try await hasher.verify(Secret("gru\u{308}n"), against: encoded))
    }

    @Test func decoyIsANoThatTakesAsLong() async throws {
        let hasher = PasswordHasher()
        let encoded = try await hasher.hash(Secret("a"))
        let clock = ContinuousClock()
        // The quickest of several: other tests run beside this one, and may slow down one kind or the other for a while.
        var real = Duration.seconds(99)
        var decoy = Duration.seconds(99)
        func alike() -> Bool { decoy > real / 2 && decoy < real * 2 }
        for round in 0..<100 where round < 3 || !alike() {
            real = min(real, try await clock.measure { _ = try await hasher.verify(Secret("b"), against: encoded) })
            decoy = min(decoy, try await clock.measure { _ = try await hasher.decoy(Secret("b")) })
        }
        #expect(try await !hasher.decoy(Secret("a")))
        #expect(alike(), "\(real) against \(decoy)")
    }

    @Test(arguments: [
        "", "plain", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA", "$argon2id$v=19$m=4000000,t=1,p=1$c29tZXNhbHQ$AAAA",
        "$argon2id$v=19$m=64,t=1,p=1$!$!",
    ])
    func refusesAHashItCanNotTrust(_ encoded: String) async throws {
        let fault = await #expect(throws: Fault.self) { try await PasswordHasher().verify(Secret("x"), against: encoded) }
        #expect(fault?.kind == .broken)
        #expect(PasswordHasher().needsRehash(encoded))
    }

    @Test func saysBusyWhenTheQueueIsFull() async throws {
        let hasher = PasswordHasher(threads: 1, queue: 2)
        let outcomes = await withTaskGroup(of: Fault?.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    do throws(Fault) {
                        _ = try await hasher.hash(Secret("x"))
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let refused = outcomes.compactMap { $0 }
        #expect(refused.count < 16, "some must get through")
        #expect(refused.count >= 8, "sixteen at once don't fit into a queue of two")
        #expect(refused.allSatisfy { $0.code == "access.busy" && $0.kind == .unavailable && $0.retryAfterSeconds == 1 })
        // And it recovers.
        #expect(try await !hasher.hash(Secret("x")).isEmpty)
    }

    @Test func shutdownEndsWhatWasQueuedAndTakesNoMore() async throws {
        let hasher = PasswordHasher(threads: 2, cost: Self.cheap)
        let queued = Task { try await hasher.hash(Secret("x")) }
        _ = try await queued.value
        await hasher.shutdown()
        await hasher.shutdown()
        let fault = await #expect(throws: Fault.self) { try await hasher.hash(Secret("x")) }
        #expect(fault?.code == "access.busy")
    }
}
