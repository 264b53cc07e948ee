import RetailCore
import TestSupport
import Testing

@Suite struct TransitBalanceTests {
    @Test func allThatLeftIsAccountedFor() throws {
        var transit = TransitBalance()
        try transit.dispatch(.units(10))
        try transit.receive(.units(6))
        try transit.reject(.one)
        try transit.lose(.units(2))
        #expect(transit.open == .one)
        #expect(faultCode { () throws(Fault) in try transit.receive(.units(2)) } == "transfer.more-than-open")
        #expect(faultCode { () throws(Fault) in try transit.lose(.zero) } == "transfer.quantity-not-positive")
        #expect(try TransitBalance(dispatched: .units(10), received: .units(6), rejected: .one, lost: .units(2)) == transit)
        #expect(
            faultCode { () throws(Fault) in try TransitBalance(dispatched: .one, received: .one, rejected: .zero, lost: Quantity(milli: 1))
            }
                == "transfer.more-than-open")
        #expect(
            faultCode { () throws(Fault) in
                try TransitBalance(dispatched: .one, received: .zero, rejected: .zero, lost: Quantity(milli: -1))
            }
                == "transfer.quantity-not-positive")
    }

    @Test(arguments: seeds) func neverLosesAPiece(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for round in 0..<200 {
            var transit = TransitBalance()
            for _ in 0..<20 {
                let before = transit
                let quantity = Quantity(milli: round < 100 ? .random(in: -2...10, using: &random) : random.int64())
                let code = faultCode { () throws(Fault) in
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: try transit.dispatch(quantity)
                    case 1: try transit.receive(quantity)
                    case 2: try transit.reject(quantity)
                    default: try transit.lose(quantity)
                    }
                }
                if code != nil { #expect(transit == before) }
                let ended = [transit.received, transit.rejected, transit.lost, transit.open]
                #expect(ended.allSatisfy { $0 >= .zero })
                #expect(ended.reduce(Int128(0)) { $0 + Int128($1.milli) } == Int128(transit.dispatched.milli))
            }
        }
    }
}
