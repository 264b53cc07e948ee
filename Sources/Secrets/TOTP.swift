package import RetailCore

/// One-time passwords from the clock (RFC 6238), the second factor that any authenticator app can show.
package struct TOTP: Sendable {
    package let secret: Secret<[UInt8]>
    package let function: HashFunction
    package let digits: Int
    package let periodSeconds: Int64

    /// The defaults are what every app understands; many ignore anything else that the QR code asks for.
    package init(secret: Secret<[UInt8]>, function: HashFunction = .sha1, digits: Int = 6, periodSeconds: Int64 = 30) {
        self.secret = secret
        self.function = function
        self.digits = digits
        self.periodSeconds = periodSeconds
    }

    /// A new secret of 160 bits, the length RFC 4226 recommends.
    package static func generate() -> TOTP {
        TOTP(secret: Secret(SecureRandom.bytes(20)))
    }

    /// The number of the period that `instant` lies in.
    package func step(at instant: Instant) -> Int64 {
        instant.microseconds / (periodSeconds * 1_000_000)
    }

    package func code(at instant: Instant) -> String {
        code(step: step(at: instant))
    }

    /// The step that `code` is right for, at most `drift` steps away from now; nil if it is wrong or was used.
    ///
    /// - Parameter used: the step this returned last; neither it nor an earlier one is taken again, so that a code seen over a shoulder
    ///   is worthless. The caller stores the new one.
    package func verify(_ code: String, at instant: Instant, after used: Int64? = nil, drift: Int64 = 1) -> Int64? {
        let typed = code.utf8.filter { $0 != UInt8(ascii: " ") }
        let now = step(at: instant)
        // Every step is computed and compared: how long it takes tells nothing.
        var found: Int64?
        for step in (now - drift)...(now + drift) {
            let right = equalInConstantTime(typed, Array(self.code(step: step).utf8))
            if right, step > used ?? .min { found = step }
        }
        return found
    }

    /// The `otpauth:` address that goes into the QR code. A secret itself.
    package func provisioningAddress(issuer: String, account: String) -> Secret<String> {
        let label = Self.escaped(issuer) + ":" + Self.escaped(account)
        return Secret(
            "otpauth://totp/\(label)?secret=\(Base32.encode(secret.exposed))&issuer=\(Self.escaped(issuer))"
                + "&algorithm=\(function.rawValue)&digits=\(digits)&period=\(periodSeconds)")
    }

    /// RFC 4226, 5.3: dynamic truncation of the HMAC of the step.
    private func code(step: Int64) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - $0 * 8)) }
        let mac = hmac(function, key: secret.exposed, counter)
        let offset = Int(mac[mac.count - 1] & 15)
        let word = mac[offset..<(offset + 4)].reduce(0 as UInt32) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(1 as UInt32) { product, _ in product * 10 }
        let number = String(word % modulus)
        return String(repeating: "0", count: digits - number.utf8.count) + number
    }

    private static func escaped(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
