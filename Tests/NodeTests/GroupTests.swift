import JSON
import RetailCore
import Simulator
import SyncProtocol
import Testing

/// Operations that apply together or not at all: side by side in one push, and all of them.
@Suite(.timeLimit(.minutes(5))) struct GroupTests {
    private func group(_ name: String, _ size: Int, _ operations: [Op]) -> [Op] {
        operations.map { one in
            var one = one
            (one.group, one.groupSize) = (name, size)
            return one
        }
    }

    @Test func membersApartAreRefusedAsAWholeWithTheOneThatStandsApart() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let sales = (1...4).map { Op.sale(Int64($0), shop.products[0]) }
        let operations = group("a", 2, [sales[0]]) + [sales[1]] + group("a", 2, [sales[2]]) + [sales[3]]
        let verdicts = try await device.push(operations)
        #expect(verdicts.map(\.status) == [.held, .applied, .held, .applied])
        #expect(verdicts[0].code == "operation.group-split" && verdicts[2].code == "operation.group-split")
        #expect(verdicts[0].causedBy == operations[2].id && verdicts[2].causedBy == operations[2].id)
        #expect(try await shop.onHand(shop.products[0]) == -2000)
        // Sent again they are told the same; their numbers are used up.
        #expect(try await device.push(operations).map(\.first) == [.held, .applied, .held, .applied])
    }

    /// An exchange: sold, brought back and sold again, together or not at all.
    @Test func aSaleItsRefundAndAnotherSaleAreOneGroup() async throws {
        let shop = try await Shop.open(products: 2)
        let device = try await shop.enrol()
        let sale = Op.sale(1, shop.products[0], units: 2)
        let verdicts = try await device.push(group("a", 3, [sale, .refund(2, of: sale.id), .sale(3, shop.products[1])]))
        #expect(verdicts.map(\.status) == [.applied, .applied, .applied], "\(verdicts.map { $0.detail ?? "" })")
        #expect(try await shop.onHand(shop.products[0]) == 0)
        #expect(try await shop.onHand(shop.products[1]) == -1000)
        let other = Op.sale(4, shop.products[0])
        let held = try await device.push(group("b", 2, [other, .refund(5, of: Fresh.id())]))
        #expect(held.map(\.status) == [.held, .held], "the sale is not booked without its refund, and neither is lost")
        try await shop.expectSoundBooks()
    }

    @Test func aGroupThatIsNotAllThereIsRefusedWhereverItsRestMayBe() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let operations = group("a", 3, (1...3).map { Op.sale(Int64($0), shop.products[0]) })
        let first = try await device.push(Array(operations[..<2]))
        let second = try await device.push(Array(operations[2...]))
        #expect((first + second).allSatisfy { $0.status == .held && $0.code == "operation.group-incomplete" })
        #expect(second[0].causedBy == operations[2].id)
        #expect(try await shop.onHand(shop.products[0]) == 0)
    }

    @Test func aGroupHasAHundredMembersAtMost() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let most = group("a", 100, (1...100).map { Op.sale(Int64($0), shop.products[0]) })
        #expect(try await device.push(most).allSatisfy { $0.status == .applied })
        // The size itself is out of bounds: each is refused for what it says.
        let more = group("b", 101, (101...201).map { Op.sale(Int64($0), shop.products[0]) })
        #expect(try await device.push(more).allSatisfy { $0.status == .held })
        let liars = group("c", 100, (202...302).map { Op.sale(Int64($0), shop.products[0]) })
        let verdicts = try await device.push(liars)
        #expect(verdicts.allSatisfy { $0.code == "operation.group-too-large" && $0.causedBy == liars[100].id })
        #expect(try await shop.onHand(shop.products[0]) == -100_000)
    }

    @Test func aRefusedMemberIsNamedToTheOthers() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let operations = group("a", 3, [.sale(1, shop.products[0]), .sale(2, Fresh.id()), .sale(3, shop.products[0])])
        let verdicts = try await device.push(operations)
        #expect(verdicts.map(\.code) == ["operation.group-refused", "product.unknown", "operation.group-refused"])
        #expect(verdicts.allSatisfy { $0.causedBy == operations[1].id })
        #expect(try await device.push(operations).allSatisfy { $0.causedBy == operations[1].id })
    }

    @Test func everyMemberIsToldWhereTheGroupCanBeRead() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let store = "store:\(shop.store)"
        _ = try await device.push([.sale(1, shop.products[0])])
        let reply = try PushReply.read(
            try await device.tryPush(
                [.sale(2, shop.products[0])] + group("a", 2, [.sale(3, shop.products[0]), .sale(4, shop.products[0])])
                    + [.sale(5, Fresh.id()), .sale(6, shop.products[0])]
            ).has(200).json())
        #expect(reply.verdicts.map { $0.streams.positions[store]?.value } == [2, 3, 3, nil, 4])
        #expect(reply.streams.positions[store]?.value == 4)
        let view = try await device.pulled()
        #expect(view.cursors[store]?.value == 4)
    }

    @Test func duplicatesAreToldWhereWhatTheyWroteCanBeReadAtTheLatest() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let store = "store:\(shop.store)"
        let operations: [Op] = [.sale(1, shop.products[0]), .sale(2, Fresh.id())]
        _ = try await device.push(operations)
        _ = try await device.push([.sale(3, shop.products[0])])
        let again = try PushReply.read(try await device.tryPush(operations).has(200).json())
        #expect(again.verdicts.map { $0.streams.positions[store]?.value } == [2, nil])
        #expect(again.streams.positions[store]?.value == 2)
    }
}
