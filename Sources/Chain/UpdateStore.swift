package import JSON
package import Operations
package import RetailCore

/// The fields of a store that an editor may send; what is left out stays.
package struct StoreEdit: WireRecord {
    package var title: String?
    package var timeZone: String?
    package var dayStartsAt: Int64?

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("name", &title, .length(1...200))
        try field("time_zone", &timeZone, .length(1...60), "IANA name. Business days of what was sold before stay as they are.")
        try field("day_starts_at_minute", &dayStartsAt, .minuteOfDay, "Minutes after midnight, by the store's clock.")
    }
}

/// Changes a store's name, zone or beginning of its day, if the row still is the version the editor saw.
package struct UpdateStore: Operation {
    package static let name = "store.update/1"
    package static let needs = Permission.storeEdit
    package static let refusals = [Refusal.storeUnknown, .storeChanged, .storeUnknownTimeZone]
    package static let answer = StoreRow.itemSchema
    package var store: ID<Store>? { storeID }

    package var storeID: ID<Store> = .none
    package var baseVersion: Int64 = 0
    package var edit = StoreEdit()

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("store_id", &storeID, rule: .ownStore)
        try field("base_version", &baseVersion, .counter, "The row version that the editor saw.")
        try edit.fields(&field)
    }

    package init(_ store: ID<Store>, _ baseVersion: Int64, _ edit: StoreEdit) {
        (storeID, self.baseVersion, self.edit) = (store, baseVersion, edit)
    }

    package func footprint(_ world: World, _ moment: Moment) { world.wantToWrite(StoreRow.self, storeID) }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard var row = world.row(StoreRow.self, storeID) else { throw Fault(.storeUnknown, as: .missing) }
        try row.check(baseVersion, or: .storeChanged, "Somebody else changed the store first; it is at version \(row.rowVersion) now.")
        row.name = edit.title ?? row.name
        row.timeZone = edit.timeZone ?? row.timeZone
        row.dayStartsAt = edit.dayStartsAt ?? row.dayStartsAt
        if edit.timeZone != nil { try row.checkTimeZone(moment) }
        return Outcome(world.put(row))
    }
}

extension StoreRow {
    /// - Throws: `store.unknown-time-zone` (422).
    func checkTimeZone(_ moment: Moment) throws(Fault) {
        guard moment.zones.rules(timeZone) == nil else { return }
        throw Fault(
            .storeUnknownTimeZone, "No time zone is known by the name \(timeZone).",
            fields: [.init(field: "time_zone", code: "unknown-value", message: "Expected an IANA name such as Europe/Berlin.")])
    }
}

extension Bound {
    static let minuteOfDay = Bound.range(0...1439)
}
