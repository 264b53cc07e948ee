import Foundation
import RetailCore

/// What the core takes, without a server: C1 to C4 of `scripts/bench`.
struct CoreMeasures {
    let runs: Int
    private(set) var figures: [Figure] = []

    init(runs: Int) {
        self.runs = runs
    }

    mutating func measure(_ name: String) throws {
        switch name {
        case "C1": try measureCart(name, lines: 10, most: 50)
        case "C2": try measureCart(name, lines: 160, most: 1000)
        case "C3": try measureScans()
        case "C4": try showGrowth()
        default: throw Trouble("there is no \(name)")
        }
    }

    /// Many different carts, each priced and taxed several times; the median of them all.
    private mutating func measureCart(_ name: String, lines: Int, most: Double) throws {
        let measured = try Self.price(lines: lines, promotions: 1000, carts: 40, runs: runs)
        let plain = try Self.price(lines: lines, promotions: 0, carts: 40, runs: runs)
        figures.append(
            Figure(
                name: name, what: "cart of \(lines) lines, 1,000 active promotions, taxed", unit: "µs", value: measured.median, limit: most,
                target: .atMost(1),
                note: String(
                    format: "p99 %.0f µs; %.0f µs without promotions; %d of %d carts not proven best", measured.p99, plain.median,
                    measured.unproven, measured.carts)))
    }

    private struct Measured {
        var median: Double
        var p99: Double
        var unproven: Int
        var carts: Int
    }

    private static func price(
        lines: Int, promotions: Int, products: Int = PriceShop.usualProducts, carts: Int, runs: Int
    ) throws -> Measured {
        var shop = PriceShop(seed: 42, products: products)
        let rules = TaxRules(mode: .inclusive, scope: .rate, rounding: .halfEven)
        let checkout = Checkout(promotions: try shop.promotions(promotions), taxes: rules)
        var times: [Double] = []
        var unproven = 0
        for _ in 0..<carts {
            let cart = try shop.cart(lines: lines)
            for run in 0..<max(3, runs) {
                let began = ContinuousClock.now
                let total = try checkout.total(cart, in: shop.sale)
                times.append(began.duration(to: .now) / .microseconds(1))
                if run == 0, !total.cart.isProvenBest { unproven += 1 }
            }
        }
        times.sort()
        return Measured(median: times[times.count / 2], p99: times[times.count * 99 / 100], unproven: unproven, carts: carts)
    }

    /// Four times the lines, and a chain of four times the products and promotions. What counts is how many promotions name a cart's goods,
    /// not how many there are: the last table has ever more of them for the same products.
    private mutating func showGrowth() throws {
        let lines = [10, 20, 40, 80, 160, 320]
        let byLines = try curve(lines.map { (lines: $0, promotions: 1000, products: 5000) })
        let byChain = try curve([250, 500, 1000, 2000, 4000].map { (lines: 160, promotions: $0, products: $0 * 5) })
        _ = try curve([0, 250, 500, 1000, 2000].map { (lines: 160, promotions: $0, products: 5000) })
        figures.append(
            Figure(
                name: "C4", what: "160 lines against 40", unit: "times as long", value: byLines[4] / byLines[2], limit: 4,
                target: .atMost(1.5),
                note: "4 would be proportional"))
        figures.append(
            Figure(
                name: "C4", what: "2,000 promotions on 10,000 products against 500 on 2,500", unit: "times as long",
                value: byChain[3] / byChain[1], limit: 4, target: .atMost(0.5), note: "4 would be proportional"))
    }

    private func curve(_ points: [(lines: Int, promotions: Int, products: Int)]) throws -> [Double] {
        var medians: [Double] = []
        for point in points {
            let measured = try Self.price(
                lines: point.lines, promotions: point.promotions, products: point.products, carts: 20, runs: runs)
            say(
                String(
                    format: "C4   %3d lines, %4d promotions on %5d products: %7.1f µs, %5.2f µs a line, %d of %d not proven best",
                    point.lines,
                    point.promotions, point.products, measured.median, measured.median / Double(point.lines), measured.unproven,
                    measured.carts))
            medians.append(max(measured.median, 0.001))
        }
        return medians
    }

    private mutating func measureScans() throws {
        let reader = CodeReader(today: Day(number: 20_780), inStore: .germany)
        let codes: [(String, String)] = [
            ("EAN-13", "4006381333931"), ("in-store weight", "2812341015005"),
            ("GS1 DataMatrix", "]d201040063813339311726123110L123\u{1D}21S-77"),
            ("Digital Link", "https://id.gs1.org/01/04006381333931/10/L123?17=261231"),
        ]
        for (what, code) in codes {
            var times: [Double] = []
            for _ in 0..<max(3, runs) {
                let count = 20_000
                let began = ContinuousClock.now
                var meant = 0
                for _ in 0..<count { if case .meaning = reader.read(code) { meant += 1 } }
                times.append(began.duration(to: .now) / .microseconds(1) / Double(count))
                guard meant == count else { throw Trouble("\(code) can't be read") }
            }
            times.sort()
            figures.append(
                Figure(name: "C3", what: "a scan: \(what)", unit: "µs", value: times[times.count / 2], limit: 2, target: .atMost(1)))
        }
    }
}
