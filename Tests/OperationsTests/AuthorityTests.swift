import Operations
import RetailCore
import Testing

@Suite struct AuthorityTests {
    private static let stores: [ID<Store>] = (1...3).map { ID(high: 1, low: $0) }

    private func code(_ giver: Authority, _ given: Authority) -> String? {
        do throws(Fault) {
            try giver.hand(on: given)
            return nil
        } catch { return error.code }
    }

    /// Every set of permissions and of stores, given to every other: exactly the subsets pass.
    @Test func givesWhatItHasAndNoMore() {
        let permissions: [Permission] = [.saleComplete, .staffEdit, .costRead]
        func sets<Element: Hashable>(_ elements: [Element]) -> [Set<Element>] {
            (0..<(1 << elements.count)).map { bits in
                Set(elements.indices.filter { bits >> $0 & 1 == 1 }.map { elements[$0] })
            }
        }
        let places: [Set<ID<Store>>?] = sets(AuthorityTests.stores) + [nil]
        let all = sets(permissions).flatMap { held in places.map { Authority(permissions: held, stores: $0) } }
        for giver in all {
            for given in all {
                let isWithin =
                    given.permissions.isSubset(of: giver.permissions)
                    && (giver.stores.map { mine in given.stores.map { $0.isSubset(of: mine) } ?? false } ?? true)
                #expect((code(giver, given) == nil) == isWithin, "\(giver) gives \(given)")
            }
        }
    }

    @Test func onlyAnOwnerTouchesAnOwner() {
        let (owner, admin) = (Authority.whole, Authority(permissions: Authority.whole.permissions, stores: nil))
        #expect(code(admin, owner) == "access.forbidden")
        #expect(code(owner, owner) == nil && code(owner, admin) == nil && code(admin, admin) == nil)
    }

    @Test func whatNobodyIsGivenNeedsNotBeHeld() {
        let giver = Authority(permissions: [.saleComplete], stores: nil)
        #expect(code(giver, Authority(permissions: [.saleComplete, .sync, .accountOwn], stores: nil)) == nil)
    }

    /// An empty list of stores stands for every store: damage must never make one.
    @Test func aListThatCantBeReadIsAnErrorAndNeverEmpty() throws {
        let stores = AuthorityTests.stores
        #expect(try ID<Store>.list("{}").isEmpty)
        #expect(try ID<Store>.list("{\(stores[0]),\(stores[1])}") == [stores[0], stores[1]])
        for damage in ["", " ", "x", "{", "{x}", "{ }", "{\(stores[0])x}", "{\(stores[0]) \(stores[1])}"] {
            #expect(throws: Fault.self, "\(damage)") { try ID<Store>.list(damage) }
        }
        // A permission that a later version gave grants nothing here.
        #expect(try Permission.list("{sale.complete,to_be_invented}") == [.saleComplete])
        #expect(throws: Fault.self) { try SaleFlag.list("{oversold,to_be_invented}") }
    }
}
