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

    @Test func storesThatCantBeReadAreNone() {
        let store = AuthorityTests.stores[0]
        #expect(StoredStores.read("").isEmpty)
        #expect(StoredStores.read("\(store)") == [store])
        for damage in ["x", " ", "  ", "\(store)x"] { #expect(StoredStores.read(damage) == [.none], "\(damage)") }
        #expect(StoredStores.read("\(store) x") == [store, .none])
        #expect(StoredStores.read(StoredStores.text(AuthorityTests.stores)) == AuthorityTests.stores)
    }
}
