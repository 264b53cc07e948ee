import Chain
package import JSON
package import Operations
package import RetailCore

/// A program's key. What it says to come in is a token whose digest stands in its session; here is what it may do.
package struct KeyRow: ShownTable {
    package static let table = TableShape(KeyRow.self, "api_key", .people)

    package var id: ID<APIKey> = .none
    package var title = ""
    package var role = ""
    package var stores: [ID<Store>] = []
    /// With the maker's token it gives the key's (`DerivedSecret`).
    package var nonce: [UInt8] = []
    package var createdBy: ID<Actor> = .none
    package var createdAt = Instant(microseconds: 0)
    package var revokedAt: Instant?
    package var rowVersion: Int64 = 1

    package var key: ID<APIKey> { id }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("name", &title)
        try column("role", &role)
        try column("store_ids", &stores, "Empty: every store.")
        try column("nonce", &nonce, .hidden)
        try column("created_by", &createdBy)
        try column("created_at", &createdAt)
        try column("revoked_at", &revokedAt, "Left out: it works.")
        try column.version(&rowVersion)
    }

    package init(
        id: ID<APIKey>, title: String, role: String, stores: [ID<Store>], nonce: [UInt8], createdBy: ID<Actor>, createdAt: Instant
    ) {
        (self.id, self.title, self.role, self.stores, self.nonce) = (id, title, role, stores, nonce)
        (self.createdBy, self.createdAt) = (createdBy, createdAt)
    }
}

/// Makes a key for a program, with no more rights than its maker has.
package struct CreateKey: ChainOperation {
    package static let name = "api_key.create/1"
    package static let needs = Permission.apiKeyEdit
    package static let refusals: [Refusal] = [.apiKeyNameTaken, .staffUnknownRole, .storeUnknown] + Refusal.handing
    package static let answer: Schema = KeyRow.itemSchema
    package static let isOpenToStores = true

    package var title = ""
    package var role = "integration"
    package var stores: [ID<Store>] = []
    /// Set by the server before the operation runs.
    package var nonce: [UInt8]?

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("name", &title, .length(1...100))
        try field.standing(
            "role", &role, .length(1...60), rule: FieldRule("a role with no permission that the maker lacks; never owner or device"))
        try field.standing("store_ids", &stores, .count(0...1000), "Empty: every store.", rule: .givenStores)
    }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToWrite(KeyRow.self, moment.derivedID(0))
        for store in stores { world.wantToRead(StoreRow.self, store) }
        RoleRights.want(role, world)
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard let nonce else { throw Fault(.broken, "internal.nonce", "The key was not prepared.") }
        try RoleRights.check(role, for: BuiltinRole.forKeys, world)
        try moment.authority.hand(on: RoleRights.authority(role, in: stores, world))
        try StaffRow.check(stores, world)
        let row = KeyRow(
            id: moment.derivedID(0), title: title, role: role, stores: stores, nonce: nonce, createdBy: moment.actor.id,
            createdAt: moment.now)
        world.put(row)
        return Outcome(row)
    }
}

/// Ends a key, everywhere, at once; for whoever could have made it.
package struct RevokeKey: ChainOperation {
    package static let name = "api_key.revoke/1"
    package static let needs = Permission.apiKeyEdit
    package static let refusals: [Refusal] = [.apiKeyUnknown] + Refusal.handing
    package static let answer: Schema = .object("RevokedAPIKey", [.field("api_key_id", ID<APIKey>.self)])
    package static let isOpenToStores = true

    package var id: ID<APIKey> = .none

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("api_key_id", &id, rule: FieldRule("a key that the caller could have made"))
    }
    package init(_ id: ID<APIKey>) { self.id = id }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToWrite(KeyRow.self, id)
        if let row = world.seen(KeyRow.self, id) { RoleRights.want(row.role, world) }
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard var row = world.row(KeyRow.self, id) else { throw Fault(.apiKeyUnknown) }
        try moment.authority.hand(on: RoleRights.authority(row.role, in: row.stores, world))
        if row.revokedAt == nil {
            row.revokedAt = moment.now
            row.rowVersion += 1
            world.put(row)
        }
        return Outcome { $0.member("api_key_id", id) }
    }
}
