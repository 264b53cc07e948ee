import RetailCore
import TestSupport
import Testing

@Suite struct DayTests {
    @Test(arguments: [
        (1970, 1, 1, 0, 4), (1969, 12, 31, -1, 3), (2000, 2, 29, 11_016, 2), (2017, 1, 1, 17_167, 7), (2024, 2, 29, 19_782, 4),
        (2026, 7, 28, 20_662, 2), (1, 1, 1, -719_162, 1), (9999, 12, 31, 2_932_896, 5), (1900, 3, 1, -25_508, 4),
    ]) func knowsTheCalendar(year: Int, month: Int, day: Int, number: Int32, weekday: Int) {
        let date = Day(year: year, month: month, day: day)
        #expect(date?.number == number)
        #expect(date?.weekday == weekday)
    }

    /// Every day of ten thousand years, one after the other: nothing skipped, nothing twice, each one read back.
    @Test func everyDayFollowsTheOneBefore() throws {
        var number = try #require(Day(year: 1, month: 1, day: 1)).number
        for year in 1...9999 {
            for month in 1...12 {
                // Each day of some years, the edges of the months of the others.
                let length = Day.length(ofMonth: month, year: year)
                let days = year % 100 <= 4 ? Array(1...length) : [1, length]
                for day in days {
                    let date = Day(number: number + Int32(day) - 1)
                    guard Day(year: year, month: month, day: day) == date, date.civil == (year, month, day) else {
                        Issue.record("\(year)-\(month)-\(day)")
                        return
                    }
                }
                number += Int32(length)
            }
        }
        #expect(Day(number: number - 1).description == "9999-12-31")
    }

    @Test(arguments: [
        (2023, 2, 29), (1900, 2, 29), (2100, 2, 29), (2024, 4, 31), (2024, 13, 1), (2024, 0, 1), (2024, 1, 0), (0, 1, 1), (10_000, 1, 1),
        (.min, .min, .min), (.max, .max, .max),
    ]) func refusesDatesThatDoNotExist(year: Int, month: Int, day: Int) {
        #expect(Day(year: year, month: month, day: day) == nil)
    }

    @Test(arguments: seeds) func survivesTheWayThroughTextAndBack(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let day = Day(number: Int32.random(in: -719_162...2_932_896, using: &random))
            #expect(Day(day.description) == day)
            #expect(day.description.utf8.count == 10)
        }
    }

    @Test(arguments: [
        "", "2024-1-01", "2024-01-1", "20240101", "2024-02-30", "2024/01/01", "-024-01-01", "2024-01-01 ", "２０２４-01-01", "+024-01-01",
    ])
    func refusesOtherTexts(_ text: String) {
        #expect(Day(text) == nil)
    }

    @Test func stopsAtTheEndsInsteadOfTrapping() {
        for number in [Int32.min, -1, 0, .max] {
            let day = Day(number: number)
            #expect(day.advanced(by: .max).number == .max)
            #expect(day.advanced(by: .min).number == .min)
            #expect((1...7).contains(day.weekday))
            #expect((1...12).contains(day.civil.month))
            _ = day.description
        }
    }

    @Test func yearsOfOtherLengthsDoNotLookLikeOrdinaryOnes() throws {
        let last = try #require(Day(year: 9999, month: 12, day: 31))
        #expect(last.advanced(by: 1).description == "+0010000-01-01")
        let first = try #require(Day(year: 1, month: 1, day: 1))
        #expect(first.advanced(by: -1).description == "0000-12-31")
        #expect(first.advanced(by: -366).description == "0000-01-01")
        #expect(first.advanced(by: -367).description == "-0001-12-31")
    }

    @Test(arguments: seeds) func garbageIsRefusedOrReadExactly(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            #expect(Day(String(decoding: random.bytes(upTo: 14), as: UTF8.self)) == nil)
            let near = random.text(of: "0012-", upTo: 12)
            if let day = Day(near) { #expect(day.description == near) }
        }
    }
}
