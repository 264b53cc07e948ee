import JSON
import Operations
import RetailCore
import TestSupport
import Testing

@Suite struct WorldTests {
    private let group = ID<Product>(high: 0, low: 1)

    /// A world in which group 1 (pairs 1 and 2) and the singles 1 (there) and 2 (absent) are loaded for writing.
    private func world() -> World {
        let world = World()
        world.wantToWrite(allOf: group, Pair.self)
        world.wantToWrite(Single.self, ID(high: 0, low: 1))
        world.wantToWrite(Single.self, ID(high: 0, low: 2))
        world.slot(Pair.self).loaded([Pair(1, 2, 20, version: 7), Pair(1, 1, 10, version: 5)]) { $0.group.fingerprint }
        world.slot(Single.self).loaded([Single(1, 100, version: 3)], group: nil)
        return world
    }

    private func values(_ world: World) -> [Int64] { world.rows(of: group, Pair.self).map(\.value) }

    @Test func wantsNothingOnceItHasLoadedWhatWasAskedFor() {
        let world = world()
        #expect(world.orderedSlots.filter(\.hasWants).isEmpty)
        world.wantToRead(allOf: group, Pair.self)
        world.wantToRead(Single.self, [ID(high: 0, low: 1), ID(high: 0, low: 2)])
        #expect(world.orderedSlots.filter(\.hasWants).isEmpty)
        world.wantToRead(Single.self, ID(high: 0, low: 3))
        #expect(world.orderedSlots.filter(\.hasWants).map(\.table.name) == ["single"])
    }

    @Test func aReadBecomesAWriteAndIsLockedOnce() {
        let world = World()
        let (there, absent) = (ID<Store>(high: 0, low: 1), ID<Store>(high: 0, low: 2))
        for key in [there, absent] { world.wantToRead(Single.self, key) }
        world.wantToRead(allOf: group, Pair.self)
        world.slot(Single.self).loaded([Single(1, 100)], group: nil)
        world.slot(Pair.self).loaded([Pair(1, 1, 10)]) { $0.group.fingerprint }
        #expect(world.slot(Single.self).entries[there]?.isLocked == false)
        // The second round asks for the lock as well: of a row, of an absent one, of a group.
        for key in [there, absent] { world.wantToWrite(Single.self, key) }
        world.wantToWrite(allOf: group, Pair.self)
        #expect(world.slot(Single.self).wanted == [there: true, absent: true])
        #expect(world.slot(Pair.self).wantedGroups[group.fingerprint]?.locked == true)
        world.slot(Single.self).loaded([Single(1, 101)], group: nil)
        world.slot(Pair.self).loaded([Pair(1, 1, 11)]) { $0.group.fingerprint }
        #expect(world.row(Single.self, there)?.value == 101, "what was read before the lock is old news")
        #expect(values(world) == [11])
        for key in [there, absent] { world.wantToWrite(Single.self, key) }
        world.wantToWrite(allOf: group, Pair.self)
        #expect(world.orderedSlots.filter(\.hasWants).isEmpty, "or a batch would ask for ever")
        #expect(world.slot(Single.self).entries[there]?.isLocked == true)
        #expect(world.slot(Single.self).entries[absent]?.isLocked == true)
    }

    @Test func aGroupHasTheRowsThatWereLockedByTheirKeysBefore() {
        let world = World()
        world.wantToWrite(Pair.self, PairKey(group: group, number: 1))
        world.slot(Pair.self).loaded([Pair(1, 1, 10)]) { $0.group.fingerprint }
        world.wantToRead(allOf: group, Pair.self)
        world.slot(Pair.self).loaded([Pair(1, 1, 10), Pair(1, 2, 20)]) { $0.group.fingerprint }
        #expect(values(world) == [10, 20])
        #expect(world.slot(Pair.self).entries[PairKey(group: group, number: 1)]?.isLocked == true)
    }

    @Test func listsAGroupByKey() {
        #expect(values(world()) == [10, 20])
    }

    @Test func undoPutsRowsGroupsAndLogsBack() {
        let world = world()
        world.put(Pair(1, 1, 11))
        world.put(Pair(1, 3, 30))
        world.put(Single(2, 200))
        world.append(Note(words: "kept"))
        _ = world.keep()
        world.put(Pair(1, 1, 12))
        world.put(Pair(1, 4, 40))
        world.add(Pair(1, 5, 50))
        world.add(Single(9, 900))
        world.put(Single(1, 101))
        world.append(Note(words: "refused"))
        world.tell(.catalog, entity: "note") { _ in }
        world.alert(.catalog)
        _ = world.row(Single.self, ID(high: 0, low: 77))
        #expect(values(world) == [12, 20, 30, 40, 50])
        world.undo()
        #expect(values(world) == [11, 20, 30])
        #expect(world.slot(Pair.self).groups[group.fingerprint]?.count == 3)
        #expect(world.row(Single.self, ID(high: 0, low: 1))?.value == 100)
        #expect(world.row(Single.self, ID(high: 0, low: 2))?.value == 200)
        #expect(world.slot(Single.self).entries[ID(high: 0, low: 9)] == nil)
        #expect(world.logSlot(Note.self).rows.map(\.words) == ["kept"])
        #expect(world.strayed == nil)
        #expect(world.slot(Single.self).entries[ID(high: 0, low: 1)]?.isDirty == false, "an undone row is not stored")
        #expect(world.keep().isEmpty, "and nobody hears of it")
        world.put(Single(1, 102))
        #expect(world.keep().map(\.isCritical) == [false])
    }

    @Test func countsTheVersionUpOncePerOperation() {
        let world = world()
        let key = PairKey(group: group, number: 1)
        world.put(Pair(1, 1, 11, version: 99))
        world.put(Pair(1, 1, 12, version: 0))
        #expect(world.row(Pair.self, key)?.rowVersion == 6)
        _ = world.keep()
        world.put(Pair(1, 1, 13))
        #expect(world.row(Pair.self, key)?.rowVersion == 7)
        world.undo()
        #expect(world.row(Pair.self, key)?.rowVersion == 6)
        world.put(Single(2, 200, version: 50))
        #expect(world.row(Single.self, ID(high: 0, low: 2))?.rowVersion == 1)
        world.put(Single(1, 101))
        world.put(Single(1, 102))
        #expect(world.row(Single.self, ID(high: 0, low: 1))?.rowVersion == 4)
    }

    @Test func knowsWhatIsInsertedAndWhatIsUpdated() {
        let world = world()
        world.put(Single(1, 101))
        world.put(Single(2, 200))
        _ = world.keep()
        world.put(Single(2, 201))
        let entries = world.slot(Single.self).entries
        #expect(entries[ID(high: 0, low: 1)]?.wasStored == true)
        #expect(entries[ID(high: 0, low: 2)]?.wasStored == false)
        #expect(entries[ID(high: 0, low: 2)]?.isDirty == true)
    }

    @Test func doesNotLoadOverWhatAnOperationChanged() {
        let world = world()
        world.put(Single(1, 101))
        _ = world.keep()
        world.wantToRead(Single.self, ID(high: 0, low: 5))
        world.slot(Single.self).loaded([Single(1, 100, version: 3), Single(5, 500)], group: nil)
        #expect(world.row(Single.self, ID(high: 0, low: 1))?.value == 101)
        #expect(world.row(Single.self, ID(high: 0, low: 5))?.value == 500)
    }

    /// What an operation does outside of its footprint is a defect, and is noticed.
    @Test func noticesAnOperationThatStrays() {
        let other = ID<Product>(high: 0, low: 2)
        let strays: [(World) -> Void] = [
            { _ = $0.row(Single.self, ID(high: 0, low: 3)) }, { $0.put(Single(3, 1)) }, { _ = $0.rows(of: other, Pair.self) },
            { $0.put(Pair(2, 1, 1)) },
            { _ = $0.row(Pair.self, PairKey(group: other, number: 1)) },
        ]
        for stray in strays {
            let world = world()
            #expect(world.strayed == nil)
            stray(world)
            #expect(world.strayed != nil)
            world.undo()
            #expect(world.strayed == nil)
        }
        let world = world()
        _ = world.row(Single.self, ID(high: 0, low: 2))
        _ = world.seen(Single.self, ID(high: 0, low: 3))
        _ = world.seen(allOf: other, Pair.self)
        world.put(Pair(1, 9, 1))
        world.add(Single(9, 1))
        #expect(world.strayed == nil)
    }

    @Test func tellsEachStreamOnceAndInTheOrderOfLocks() {
        let world = world()
        let home = ID<Store>(high: 0, low: 8)
        var away = Pair(1, 2, 21)
        away.home = home
        world.tell(.store(home), entity: "event") { $0.member("n", Int64(1)) }
        world.put(away)
        world.put(Pair(1, 1, 11))
        world.put(Single(1, 101))
        world.alert(.store(home))
        #expect(
            world.texts(world.keep()) == [
                #"catalog [{"entity":"single","row_version":4,"data":{"value":101}},{"entity":"pair","row_version":6,"data":{"number":1,"value":11}}]"#,
                "store:\(home)! "
                    + #"[{"entity":"pair","row_version":8,"data":{"number":2,"value":21}},{"entity":"event","data":{"n":1}}]"#,
            ])
        world.put(Single(1, 102))
        #expect(world.texts(world.keep()) == [#"catalog [{"entity":"single","row_version":5,"data":{"value":102}}]"#])
        world.tell(.catalog, entity: "recall", critical: true) { _ in }
        #expect(world.texts(world.keep()) == [#"catalog! [{"entity":"recall","data":{}}]"#])
    }

    @Test(arguments: seeds) func undoneOperationsLeaveNoTrace(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let (clean, dirty) = (world(), world())
        for step in 0..<200 {
            let number = Int32.random(in: 1...6, using: &random)
            let value = Int64.random(in: 0...1000, using: &random)
            let act: (World) -> Void = {
                $0.put(Pair(1, number, value))
                $0.put(Single(UInt64(1 + number % 2), value))
                $0.append(Note(words: "\(step)"))
            }
            act(dirty)
            if Bool.random(using: &random) {
                dirty.undo()
            } else {
                act(clean)
                #expect(clean.texts(clean.keep()) == dirty.texts(dirty.keep()), "seed \(seed), step \(step)")
            }
            #expect(values(clean) == values(dirty), "seed \(seed), step \(step)")
        }
        #expect(clean.logSlot(Note.self).rows.map(\.words) == dirty.logSlot(Note.self).rows.map(\.words))
    }

    @Test(arguments: [
        "catalog", "store:019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6e", "customers:019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6e",
        "device:019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6e",
    ])
    func namesOfStreamsComeBackAsTheyWere(_ text: String) {
        #expect(StreamName(text)?.description == text)
    }

    @Test(arguments: ["", "catalogue", "catalog:", "store", "store:", "store:x", "shop:019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6e"])
    func refusesOtherNames(_ text: String) {
        #expect(StreamName(text) == nil)
    }

    @Test func derivesTheSameIDsFromAnOperationEveryTime() {
        let zones = NoZones()
        func moment(_ operation: UInt64) -> Moment {
            Moment(
                tenant: .none, operation: ID(high: 0x0193_88A4_7F00_7C3E, low: operation), actor: Actor(kind: .system, id: .none),
                authority: .whole, now: Instant(microseconds: 0), occurredAt: Instant(microseconds: 0), zones: zones)
        }
        var known: Set<ID<Product>> = []
        for operation in 1...20 as ClosedRange<UInt64> {
            for ordinal in 0..<50 as Range<UInt64> {
                let id: ID<Product> = moment(operation).derivedID(ordinal)
                #expect(id == moment(operation).derivedID(ordinal))
                #expect(id.low >> 62 == 2 && id.high >> 12 & 0xF == 7, "a UUIDv7")
                known.insert(id)
            }
        }
        #expect(known.count == 1000)
    }
}

private struct NoZones: ZoneSource {
    func rules(_ name: String) -> TimeZoneRules? { nil }
}
