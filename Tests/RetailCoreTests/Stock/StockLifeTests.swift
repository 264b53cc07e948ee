import RetailCore
import TestSupport
import Testing

/// Goods on their way through two stores, from delivery to sale, with transfers between them and counts: quantity and value are accounted for in
/// every room at once, by batches, by movements, by costs and on the way.
@Suite struct StockLifeTests {
    /// A store, its stock kept in four ways.
    private struct Place {
        var batches: [BatchOnHand] = []
        var stock = CountedStock()
        var movements: [CountedStock.Movement] = []
        var fifo = FIFOCost()
        var average = AverageCost.none
        /// Minor units that came in, and that left as cost or variance.
        var (fifoIn, fifoOut, averageIn, averageOut) = (Int64(0), Int64(0), Int64(0), Int64(0))
        var steps: Int64 = 0
        /// Sold without being there, and not covered yet.
        var short = Quantity.zero
    }

    private struct World {
        var random: SeededRandom
        var places = [Place(), Place()]
        var transit = TransitBalance()
        var onTheWay: [(batch: BatchOnHand, cost: Money)] = []
        var now: Int64 = 0
        var nextID: UInt64 = 0

        mutating func id<Subject>() -> ID<Subject> {
            nextID += 1
            return ID(high: 7, low: nextID)
        }

        mutating func move(_ place: Int, _ quantity: Quantity) throws {
            now += 1
            let movement = CountedStock.Movement(id: id(), occurredAt: Instant(microseconds: now), quantity: quantity)
            places[place].movements.append(movement)
        }

        mutating func receive(_ place: Int, _ batch: BatchOnHand, for cost: Money) throws {
            var here = places[place]
            var batch = batch
            batch.receivedAt = Instant(microseconds: now)
            let fifo = try here.fifo.receiving(batch.onHand, for: cost)
            let unit = try UnitCost(total: cost, for: batch.onHand)
            let average = try here.average.receiving(batch.onHand, at: unit)
            #expect(fifo.covered == average.covered && fifo.covered == min(here.short, batch.onHand))
            (here.fifo, here.average) = (fifo.after, average.after)
            here.fifoIn += cost.minor
            here.averageIn += try unit.value(of: batch.onHand).minor
            here.fifoOut += fifo.variance.minor
            here.averageOut += average.variance.minor
            here.steps += 1
            here.short = try here.short.subtracting(fifo.covered)
            let arrived = batch.onHand
            // What covers earlier sales is gone already.
            batch.onHand = try arrived.subtracting(fifo.covered)
            if let known = here.batches.firstIndex(where: { $0.batch == batch.batch }) {
                here.batches[known].onHand = try here.batches[known].onHand.adding(batch.onHand)
            } else {
                here.batches.append(batch)
            }
            places[place] = here
            try move(place, arrived)
        }

        /// Takes from the batches as the rule says, and costs it; what no batch has goes below zero.
        mutating func issue(_ place: Int, _ wanted: Quantity) throws -> (parts: [Pick.Part], cost: Money) {
            var here = places[place]
            let scanned = random.int(0...3) == 0 ? here.batches.randomElement(using: &random)?.batch : nil
            let picked = Pick(wanted, from: here.batches, scanned: scanned, rule: .fefo, onDay: Day(number: 0))
            for part in picked.parts {
                guard let index = here.batches.firstIndex(where: { $0.batch == part.batch }) else { continue }
                here.batches[index].onHand = try here.batches[index].onHand.subtracting(part.quantity)
                #expect(here.batches[index].onHand >= .zero)
            }
            let fifo = try here.fifo.issuing(wanted)
            let average = try here.average.issuing(wanted)
            #expect(fifo.uncovered == picked.missing)
            (here.fifo, here.average) = (fifo.after, average.after)
            here.fifoOut += fifo.cost.minor
            here.averageOut += average.cost.minor
            here.steps += 1
            here.short = try here.short.adding(picked.missing)
            places[place] = here
            try move(place, wanted.negated())
            return (picked.parts, fifo.cost)
        }

        mutating func dispatch() throws {
            let there = places[0].batches.reduce(0) { $0 + $1.onHand.milli }
            guard there > 0 else { return }
            let quantity = Quantity(milli: Int64.random(in: 1...there, using: &random))
            let (parts, cost) = try issue(0, quantity)
            try transit.dispatch(quantity)
            for (part, share) in zip(parts, try cost.allocated(over: parts.map(\.quantity.milli))) {
                guard let batch = places[0].batches.first(where: { $0.batch == part.batch }) else { continue }
                onTheWay.append(
                    (
                        BatchOnHand(
                            batch: batch.batch, expiry: batch.expiry, receivedAt: batch.receivedAt, onHand: part.quantity, isBlocked: false),
                        share
                    ))
            }
        }

        /// One batch that is on the way arrives, is refused (and comes back), or is lost.
        mutating func arrive() throws {
            guard !onTheWay.isEmpty else { return }
            let (batch, cost) = onTheWay.remove(at: random.int(0...(onTheWay.count - 1)))
            switch random.int(0...3) {
            case 0: try transit.lose(batch.onHand)
            case 1:
                try transit.reject(batch.onHand)
                try receive(0, batch, for: cost)
            default:
                try transit.receive(batch.onHand)
                try receive(1, batch, for: cost)
            }
        }
    }

    @Test(arguments: seeds) func quantityAndValueAreAccountedForEverywhere(seed: UInt64) throws {
        var world = World(random: SeededRandom(seed: seed))
        for _ in 0..<120 {
            switch world.random.int(0...5) {
            case 0, 1:
                let quantity = Quantity(milli: Int64(world.random.int(1...20_000)))
                let expiry = world.random.int(0...3) == 0 ? nil : Day(number: Int32(world.random.int(0...30)))
                try world.receive(
                    0,
                    BatchOnHand(
                        batch: world.id(), expiry: expiry, receivedAt: Instant(microseconds: 0), onHand: quantity, isBlocked: false),
                    for: world.random.money(0...9999))
            case 2: try world.dispatch()
            case 3: try world.arrive()
            default: _ = try world.issue(world.random.int(0...1), Quantity(milli: Int64(world.random.int(1...9000))))
            }
            let onTheWay = world.onTheWay.reduce(0) { $0 + $1.batch.onHand.milli }
            #expect(world.transit.open.milli == onTheWay)
            for place in world.places { try expectAllAgree(place) }
        }
        for place in world.places { try expectCountsExplain(place, at: world.now, &world.random) }
    }

    private func expectAllAgree(_ place: Place) throws {
        let moved = try Quantity.sum(place.movements.map(\.quantity))
        let inBatches = try Quantity.sum(place.batches.map(\.onHand))
        #expect(try moved == inBatches.subtracting(place.short))
        #expect(try place.fifo.onHand() == moved && place.average.onHand == moved)
        #expect(try place.fifoIn == place.fifoOut + place.fifo.value().minor)
        // Each step rounds once: half a minor unit, and a millionth of one for each unit on hand.
        let unit = moved < .zero ? place.average.provisional : place.average.average
        let drift = try place.averageIn - place.averageOut - unit.value(of: moved).minor
        #expect(abs(drift) <= place.steps + 1)
    }

    /// Whenever counts and movements arrive: on hand is all movements and all differences found.
    private func expectCountsExplain(_ place: Place, at now: Int64, _ random: inout SeededRandom) throws {
        var counts: [CountedStock.Count] = []
        for number in 0..<6 {
            counts.append(
                .init(
                    id: ID(high: 8, low: UInt64(number)),
                    occurredAt: Instant(microseconds: Int64.random(in: 0...(now + 1), using: &random)),
                    counted: Quantity(milli: Int64(random.int(0...20_000)))))
        }
        var stock = CountedStock()
        var (movements, late) = (place.movements.shuffled(using: &random), counts.shuffled(using: &random))
        while !movements.isEmpty || !late.isEmpty {
            if let movement = movements.popLast() { try stock.record(movement) }
            if random.int(0...2) == 0, let count = late.popLast() { try stock.record(count) }
        }
        for moment in stride(from: Int64(0), through: now + 1, by: 7) {
            let at = Instant(microseconds: moment)
            var expected = place.movements.filter { $0.occurredAt <= at }.reduce(0) { $0 + $1.quantity.milli }
            for count in counts where count.occurredAt <= at { expected += try stock.variance(of: count.id)?.difference.milli ?? .max }
            #expect(try stock.onHand(at: at).milli == expected)
        }
    }
}
