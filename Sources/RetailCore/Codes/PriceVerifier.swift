/// The digit that guards the price or weight inside an in-store code, because the code's own check digit is too weak for what money is at stake.
///
/// Source: GS1 General Specifications, 7.9.2–7.9.4 (weighting factors 2−, 3, 5+ and 5−; four and five digits).
public enum PriceVerifier {
    private static let twoMinus = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7]
    private static let three = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7]
    private static let fivePlus = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9]
    private static let fiveMinus = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1]

    /// The verifier of a number of four digits: 9 for 2875. nil outside 0…9999.
    public static func fourDigits(_ number: Int64) -> Int? {
        guard (0...9999).contains(number) else { return nil }
        return sum(number, [fiveMinus, three, twoMinus, twoMinus]) * 3 % 10
    }

    /// The verifier of a number of five digits: 6 for 14685. nil outside 0…99999.
    public static func fiveDigits(_ number: Int64) -> Int? {
        guard (0...99_999).contains(number) else { return nil }
        let rest = (10 - sum(number, [twoMinus, fivePlus, fiveMinus, twoMinus, fivePlus]) % 10) % 10
        return fiveMinus.firstIndex(of: rest)
    }

    /// Factors in the order of the digits from the right.
    private static func sum(_ number: Int64, _ factors: [[Int]]) -> Int {
        var rest = number
        var sum = 0
        for factor in factors {
            sum += factor[Int(rest % 10)]
            rest /= 10
        }
        return sum
    }
}
