internal import CArgon2
internal import RetailCore

/// What an argon2id hash costs: at the standard, some 26 ms of a core, and 19 MiB while it is made.
package struct Argon2Cost: Sendable, Equatable {
    package var memoryKiB: UInt32
    package var passes: UInt32
    package var lanes: UInt32

    /// OWASP's first choice for argon2id (Password Storage Cheat Sheet, 2024).
    package static let standard = Argon2Cost(memoryKiB: 19_456, passes: 2, lanes: 1)

    package init(memoryKiB: UInt32, passes: UInt32, lanes: UInt32) {
        self.memoryKiB = memoryKiB
        self.passes = passes
        self.lanes = lanes
    }

    /// Reads `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`; nil for another algorithm or version.
    init?(encoded: String) {
        let parts = encoded.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19" else { return nil }
        let numbers = parts[3].split(separator: ",")
        guard numbers.count == 3, numbers[0].hasPrefix("m="), numbers[1].hasPrefix("t="), numbers[2].hasPrefix("p="),
            let memory = UInt32(numbers[0].dropFirst(2)), let passes = UInt32(numbers[1].dropFirst(2)),
            let lanes = UInt32(numbers[2].dropFirst(2))
        else { return nil }
        self.init(memoryKiB: memory, passes: passes, lanes: lanes)
    }
}

/// libargon2, synchronously: tens of milliseconds of computing, so for a worker thread only.
enum Argon2 {
    /// Dearer than this no stored hash can be: a row that was tampered with must not take the machine's memory.
    private static let dearest = Argon2Cost(memoryKiB: 262_144, passes: 16, lanes: 8)

    static func hash(_ password: [UInt8], cost: Argon2Cost) throws(Fault) -> String {
        let salt = SecureRandom.bytes(16)
        let length = argon2_encodedlen(cost.passes, cost.memoryKiB, cost.lanes, UInt32(salt.count), 32, Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let status = argon2id_hash_encoded(
            cost.passes, cost.memoryKiB, cost.lanes, password, password.count, salt, salt.count, 32, &encoded, encoded.count)
        guard status == ARGON2_OK.rawValue else { throw failure(status) }
        return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func verify(_ password: [UInt8], against encoded: String) throws(Fault) -> Bool {
        guard let cost = Argon2Cost(encoded: encoded), cost.memoryKiB <= dearest.memoryKiB, cost.passes <= dearest.passes,
            cost.lanes <= dearest.lanes
        else {
            throw Fault(
                .broken, "access.password-hash-unreadable", "The password can't be checked.",
                diagnosis: "not an argon2id hash of acceptable cost")
        }
        let status = argon2id_verify(encoded, password, password.count)
        if status == ARGON2_OK.rawValue { return true }
        if status == ARGON2_VERIFY_MISMATCH.rawValue { return false }
        throw failure(status)
    }

    private static func failure(_ status: Int32) -> Fault {
        let words = argon2_error_message(status).map { String(cString: $0) } ?? "?"
        return Fault(.broken, "access.password-hash-failed", "The password can't be checked.", diagnosis: "argon2: \(words) (\(status))")
    }
}
