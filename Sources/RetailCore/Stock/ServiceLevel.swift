/// How sure a shop wants to be not to run out while an order is on its way, and the standard deviations of safety that takes.
public struct ServiceLevel: Hashable, Sendable {
    /// Hundredths of a percent: 9500 is 95 %.
    public let hundredthsOfPercent: Int
    /// The quantile z of the standard normal distribution, in ten-thousandths.
    public let z: Int64

    /// Levels between those of the table count as the next higher one: rather a little more stock than too little.
    ///
    /// - Throws: `reorder.bad-service-level` (`unprocessable`) outside 5000 … 9999.
    public init(hundredthsOfPercent: Int) throws(Fault) {
        guard (5000...9999).contains(hundredthsOfPercent), let entry = Self.table.first(where: { $0.level >= hundredthsOfPercent }) else {
            throw Fault(.unprocessable, "reorder.bad-service-level", "A service level is 50 % to 99.99 %, in hundredths of a percent.")
        }
        self.hundredthsOfPercent = hundredthsOfPercent
        z = entry.z
    }

    /// Source: quantiles of the standard normal distribution, as in NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.1, rounded to
    /// four decimals, half to even.
    private static let table: [(level: Int, z: Int64)] = [
        (5000, 0), (5100, 251), (5200, 502), (5300, 753), (5400, 1_004), (5500, 1_257), (5600, 1_510), (5700, 1_764), (5800, 2_019),
        (5900, 2_275), (6000, 2_533), (6100, 2_793), (6200, 3_055), (6300, 3_319), (6400, 3_585), (6500, 3_853), (6600, 4_125),
        (6700, 4_399), (6800, 4_677), (6900, 4_959), (7000, 5_244), (7100, 5_534), (7200, 5_828), (7300, 6_128), (7400, 6_433),
        (7500, 6_745), (7600, 7_063), (7700, 7_388), (7800, 7_722), (7900, 8_064), (8000, 8_416), (8100, 8_779), (8200, 9_154),
        (8300, 9_542), (8400, 9_945), (8500, 10_364), (8600, 10_803), (8700, 11_264), (8800, 11_750), (8900, 12_265), (9000, 12_816),
        (9100, 13_408), (9200, 14_051), (9300, 14_758), (9400, 15_548), (9500, 16_449), (9600, 17_507), (9700, 18_808), (9750, 19_600),
        (9800, 20_537), (9850, 21_701), (9900, 23_263), (9910, 23_656), (9920, 24_089), (9925, 24_324), (9930, 24_573), (9940, 25_121),
        (9950, 25_758), (9960, 26_521), (9970, 27_478), (9975, 28_070), (9980, 28_782), (9990, 30_902), (9995, 32_905), (9999, 37_190),
    ]
}
