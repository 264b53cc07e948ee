import RetailCore
import TestSupport
import Testing

@Suite struct PackSizeTests {
    @Test func aCaseOfTwelve() throws {
        let dozen = try PackSize(Quantity.units(12))
        #expect(try dozen.stock(of: Quantity.units(3)) == Quantity.units(36))
        #expect(try dozen.stock(of: Quantity(milli: 2500)) == Quantity.units(30))
        let opened = dozen.packs(in: try Quantity.units(30))
        #expect(opened.packs == 2)
        #expect(opened.rest == (try Quantity.units(6)))
        let back = dozen.packs(in: try Quantity.units(-30))
        #expect(back.packs == -2)
        #expect(back.rest == (try Quantity.units(-6)))
        #expect(try PackSize(Quantity.units(40), of: dozen).contents == Quantity.units(480))
    }

    @Test func partsOfAPackAreExactOrRounded() throws {
        let third = try PackSize(Quantity(milli: 333))
        let half = Quantity(milli: 500)
        #expect(faultCode { () throws(Fault) in try third.stock(of: half) } == "unit.not-exact")
        #expect(try third.stock(of: half, rounding: .halfEven).milli == 166)
        #expect(try third.stock(of: half, rounding: .halfUp).milli == 167)
    }

    @Test func refusesWhatHoldsNothing() {
        for milli in [0, -1, .min] as [Int64] {
            #expect(faultCode { () throws(Fault) in try PackSize(Quantity(milli: milli)) } == "pack.empty")
        }
    }

    @Test(arguments: seeds) func packsAndRestMakeTheQuantity(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let size = try PackSize(Quantity(milli: max(1, random.int64())))
            let stock = Quantity(milli: random.int64())
            let (packs, rest) = size.packs(in: stock)
            #expect(Int128(packs) * Int128(size.contents.milli) + Int128(rest.milli) == Int128(stock.milli))
            #expect(rest.milli.magnitude < size.contents.milli.magnitude)
            let code = faultCode { () throws(Fault) in try size.stock(of: stock, rounding: .halfEven) }
            #expect(code == nil || code == "quantity.overflow")
        }
    }
}
