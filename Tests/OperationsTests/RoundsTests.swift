import Operations
import RetailCore
import Testing

/// What is read before anything is locked, and in which order locks are asked for.
@Suite struct RoundsTests {
    private let group = ID<Product>(high: 0, low: 1)
    private let key = ID<Store>(high: 0, low: 1)

    @Test func whatAFootprintLooksForInVainIsLookedAtWithoutALock() {
        let world = World()
        world.wantToWrite(Single.self, key)
        world.wantToWrite(Single.self, ID(high: 0, low: 2))
        world.wantToWrite(allOf: group, Pair.self)
        #expect(!world.hasMissed && world.wantsLocks)
        #expect(world.slot(Single.self).missedWants.isEmpty && world.slot(Pair.self).missedWants.isEmpty)
        #expect(world.seen(Single.self, key) == nil)
        #expect(world.seen(allOf: group, Pair.self).isEmpty)
        #expect(world.hasMissed)
        #expect(world.slot(Single.self).missedWants.keys == [key: false])
        #expect(world.slot(Pair.self).missedWants.groups.mapValues { $0.locked } == [group.fingerprint: false])
    }

    @Test func whatNobodyWantsIsNotLookedAt() {
        let world = World()
        _ = world.seen(Single.self, key)
        _ = world.seen(allOf: group, Pair.self)
        #expect(world.slot(Single.self).missedWants.isEmpty && world.slot(Pair.self).missedWants.isEmpty)
    }

    @Test func whatWasLookedAtIsStillToBeLocked() {
        let world = World()
        func footprint() -> Int64? {
            world.forgetMisses()
            world.wantToWrite(Single.self, key)
            world.wantToWrite(allOf: group, Pair.self)
            return world.seen(Single.self, key).map { one in world.seen(allOf: group, Pair.self).reduce(one.value) { $0 + $1.value } }
        }
        #expect(footprint() == nil)
        world.slot(Single.self).peeked([Single(1, 100)], for: world.slot(Single.self).missedWants, group: nil)
        #expect(footprint() == 100)
        world.slot(Pair.self).peeked([Pair(1, 1, 10)], for: world.slot(Pair.self).missedWants) { $0.group.fingerprint }
        #expect(footprint() == 110)
        #expect(!world.hasMissed)
        #expect(world.slot(Single.self).wants.keys == [key: true])
        #expect(world.slot(Pair.self).wants.groups[group.fingerprint]?.locked == true)
        // Meanwhile others have changed both.
        world.slot(Single.self).loaded([Single(1, 200)], group: nil)
        world.slot(Pair.self).loaded([Pair(1, 1, 20), Pair(1, 2, 2)]) { $0.group.fingerprint }
        #expect(footprint() == 222)
        #expect(!world.hasWants && !world.hasMissed)
        #expect(world.slot(Pair.self).entries.values.allSatisfy { $0.isLocked })
    }

    @Test func whatIsRememberedIsNotLoaded() {
        let world = World()
        let absent = ID<Store>(high: 0, low: 2)
        for key in [key, absent, ID(high: 0, low: 3)] { world.wantToRead(Single.self, key) }
        world.wantToWrite(Single.self, ID(high: 0, low: 4))
        let slot = world.slot(Single.self)
        var known = slot.wants.unlocked()
        #expect(known.keys.count == 3)
        known.keys[ID(high: 0, low: 3)] = nil
        slot.recalled([Single(1, 100)], for: known, group: nil)
        #expect(slot.wants.keys == [ID(high: 0, low: 3): false, ID(high: 0, low: 4): true])
        #expect(world.row(Single.self, key)?.value == 100)
        #expect(world.row(Single.self, absent) == nil && world.strayed == nil)
    }

    @Test func aTableIsLockedOnceAndInItsPlace() throws {
        let world = World()
        try world.willLock(Single.self, byKey: true)
        try world.willLock(Pair.self, byKey: false)
        let again: [() throws -> Void] = [
            { try world.willLock(Single.self, byKey: true) }, { try world.willLock(Pair.self, byKey: false) },
        ]
        for lock in again {
            let fault = #expect(throws: Fault.self) { try lock() }
            #expect(fault?.code == "internal.lock-order")
        }
    }

    /// The rows of a group and single rows beside them would be locked one after the other, in no order.
    @Test func aTableWithGroupsIsLockedByThem() {
        let fault = #expect(throws: Fault.self) { try World().willLock(Pair.self, byKey: true) }
        #expect(fault?.code == "internal.lock-order")
    }
}
