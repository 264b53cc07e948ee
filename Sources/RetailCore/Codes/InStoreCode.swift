/// What an in-store code says: which item, and its price, weight or count.
public struct InStoreCode: Hashable, Sendable {
    /// The code as scanned.
    public let code: GTIN
    /// The number under which the item is found: the variable part and its verifier zero, the check digit to match.
    public let lookup: GTIN
    /// What the variable part counts.
    public let measure: InStorePattern.Measure
    /// The variable part; for a price in the shop's currency, for a weight in kilograms.
    public let value: CodeDecimal
}

extension InStorePattern {
    /// What a code of this pattern says.
    ///
    /// - Throws: `CodeProblem` `code.wrong-verifier`, at the verifier's place in the 13 digits.
    func read(_ code: GTIN) throws(CodeProblem) -> InStoreCode {
        let body = code.value / 10
        let variable = body / shape.variableUnit % shape.variableRoom
        if let place = shape.verifierPlace {
            guard let expected = verifierDigit(of: variable), Int64(expected) == body / shape.verifierUnit % 10 else {
                throw CodeProblem(.wrongVerifier, at: place)
            }
        }
        return InStoreCode(
            code: code, lookup: lookup(of: code), measure: measure, value: CodeDecimal(digits: variable, decimals: decimals))
    }

    /// The item's number: P of the layout, the rest zero.
    func lookup(of code: GTIN) -> GTIN {
        var room: Int64 = 1
        for _ in shape.itemDigits..<12 { room *= 10 }
        return GTIN(body: code.value / 10 / room * room)
    }

    /// The code that a scale prints for an item and a variable part, counted in its last digit (grams, where a weight has three decimals).
    func code(item: GTIN, variable: Int64) throws(Fault) -> GTIN {
        guard (0..<shape.variableRoom).contains(variable) else {
            throw Fault(.unprocessable, "code.value-too-large", "The price, weight or count does not fit into the code.")
        }
        var body = lookup(of: item).value / 10 + variable * shape.variableUnit
        if shape.verifierPlace != nil, let digit = verifierDigit(of: variable) { body += Int64(digit) * shape.verifierUnit }
        return GTIN(body: body)
    }

    private func verifierDigit(of variable: Int64) -> Int? {
        shape.variableDigits == 4 ? PriceVerifier.fourDigits(variable) : PriceVerifier.fiveDigits(variable)
    }
}
