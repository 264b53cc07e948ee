import RetailCore
import Testing

@testable import Access

@Suite struct ChangeWatchTests {
    private let tenant: ID<Tenant> = Fresh.id()
    private let start = Instant(microseconds: 1_772_366_400_000_000)

    private func row(_ id: Int64, _ xid: UInt64, _ subject: UInt64) -> ChangeRow {
        ChangeRow(id: id, xid: xid, change: AccessChange(ID(high: 1, low: subject), in: tenant))
    }

    private func reading(_ horizon: UInt64, _ rows: [ChangeRow] = [], after seconds: Int64 = 0) -> ChangeWatch.Reading {
        ChangeWatch.Reading(horizon: horizon, at: start.advanced(bySeconds: seconds), rows: rows)
    }

    private func begun(_ horizon: UInt64 = 100) -> ChangeWatch {
        var watch = ChangeWatch()
        #expect(watch.from == .max)
        #expect(watch.take(reading(horizon)) == [.anything])
        #expect(watch.from == horizon)
        return watch
    }

    @Test func whatIsNewIsToldOnce() {
        var watch = begun()
        #expect(watch.take(reading(102, [row(1, 100, 7), row(2, 101, 8)])) == [row(1, 100, 7).change, row(2, 101, 8).change])
        #expect(watch.take(reading(102)) == [])
    }

    /// A transaction that began earlier commits later: its row has the smaller number and appears after.
    @Test func aRowThatBecomesVisibleLateIsNotSkipped() {
        var watch = begun()
        #expect(watch.take(reading(100, [row(2, 101, 8)])) == [row(2, 101, 8).change])
        #expect(watch.from == 100)
        #expect(watch.take(reading(102, [row(1, 100, 7), row(2, 101, 8)])) == [row(1, 100, 7).change])
        #expect(watch.from == 102)
    }

    @Test func whoCanNotHaveSeenItAllLooksAtEverything() {
        var late = begun()
        #expect(late.take(reading(101, after: 1800)) == [.anything])
        #expect(late.take(reading(101, after: 1801)) == [])
        // Another database under the same name: its transactions count from elsewhere.
        var other = begun()
        #expect(other.take(reading(50)) == [.anything])
        #expect(other.from == 50)
        var many = begun()
        #expect(many.take(reading(101, (0...5000).map { row(Int64($0), 100, UInt64($0)) })) == [.anything])
    }

    @Test func aChangeTravelsAsText() {
        for change in [AccessChange(ID(high: 1, low: 2), in: tenant), AccessChange(nil, in: tenant)] {
            #expect(AccessChange(change.payload) == change)
        }
        for garbage in ["", "x", "\(tenant)", "\(tenant) x", "\(tenant) * *"] { #expect(AccessChange(garbage) == nil) }
    }
}
