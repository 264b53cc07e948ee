/// Where the parts of an in-store code are, as places of its twelve digits before the check digit.
struct InStoreShape: Hashable, Sendable {
    let itemDigits: Int
    let verifierPlace: Int?
    let variableDigits: Int
    /// 10 to the power of the digits behind the variable part.
    let variableUnit: Int64
    /// 10 to the power of the digits behind the verifier.
    let verifierUnit: Int64

    /// `PPPPPPCVVVVV`, `PPPPPPPPVVVV`: P first, then C before or behind V; nil for anything else.
    init?(layout: String) {
        let letters = Array(layout.utf8)
        guard letters.count == 12, letters.first == 0x50 else { return nil }
        itemDigits = letters.prefix { $0 == 0x50 }.count
        let rest = letters[itemDigits...]
        variableDigits = rest.count { $0 == 0x56 }
        let verifiers = rest.count { $0 == 0x43 }
        guard (1...7).contains(variableDigits), verifiers <= 1, variableDigits + verifiers == rest.count else { return nil }
        let place = rest.firstIndex(of: 0x43)
        guard place == nil || place == itemDigits || place == 11 else { return nil }
        verifierPlace = place
        variableUnit = place == 11 ? 10 : 1
        verifierUnit = place == 11 ? 1 : Self.power(variableDigits)
    }

    /// One more than the largest variable part.
    var variableRoom: Int64 { Self.power(variableDigits) }

    private static func power(_ exponent: Int) -> Int64 {
        var power: Int64 = 1
        for _ in 0..<exponent { power *= 10 }
        return power
    }
}
