package import JSON
package import RetailCore

/// A named, versioned change of state: the only kind there is (ARCHITECTURE.md, "The one door").
///
/// `decide` is pure: it sees rows and a moment, and says what becomes of them. It runs on the server, on tills and in tests.
package protocol Operation: WireRecord, Needing {
    /// `sale.complete/1`.
    static var name: String { get }
    /// How it can be refused, besides what every operation can be refused for (the table in API_REFERENCE.md).
    static var refusals: [Refusal] { get }
    /// What it answers: the `result` of its verdict.
    static var answer: Schema { get }
    /// Chain-wide, and still open to people who are bound to some stores: taking in a customer, say.
    static var isOpenToStores: Bool { get }
    /// Whether a device that brings it says what has happened. Then it is never refused: what can't be booked is held for somebody to look at.
    static var tellsFacts: Bool { get }
    /// The store it acts in; nil where it concerns the whole chain.
    var store: ID<Store>? { get }
    /// A till acts in its own store without saying so.
    mutating func settle(in store: ID<Store>)
    /// Says which rows it needs; asked again after each load until it wants nothing new.
    func footprint(_ world: World, _ moment: Moment)
    /// - Throws: a refusal: `.conflict` where somebody else was first, anything else where the operation can't be.
    func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome
}

extension Operation {
    package static var isOpenToStores: Bool { false }
    package static var tellsFacts: Bool { false }
    package mutating func settle(in store: ID<Store>) {}
}

extension Schema {
    /// Of operations that make several rows: their ids, in the order in which they came.
    package static let createdIDs = Schema.object(
        "CreatedIDs", [Property(name: "ids", schema: .array(.string(format: "uuid", length: nil), nil), isRequired: true, words: "")])
}

/// Acts in the store that it names; a till's in the till's own.
package protocol StoreOperation: Operation {
    var storeID: ID<Store>? { get set }
}

extension StoreOperation {
    package var store: ID<Store>? { storeID }
    package mutating func settle(in store: ID<Store>) { storeID = storeID ?? store }
}

/// Concerns the whole chain.
package protocol ChainOperation: Operation {}

extension ChainOperation {
    package var store: ID<Store>? { nil }
}

/// What a decision says besides the rows it changed.
package struct Outcome: Sendable {
    /// What the caller is told: kept with the verdict, so a retry is told the same.
    package var result: [UInt8]
    /// What a manager should look at.
    package var flags: [SaleFlag]

    package init(result: [UInt8] = Array("{}".utf8), flags: [SaleFlag] = []) {
        self.result = result
        self.flags = flags
    }

    package init(flags: [SaleFlag] = [], _ members: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object(members)
        self.init(result: writer.bytes, flags: flags)
    }

    /// A row as it now is, as lists show it.
    ///
    /// - Parameter more: members besides.
    package init(_ row: some ShownTable, flags: [SaleFlag] = [], and more: (inout JSONWriter) -> Void = { _ in }) {
        self.init(flags: flags) {
            row.item(&$0)
            more(&$0)
        }
    }
}

/// Who acts.
package struct Actor: Sendable, Hashable {
    package enum Kind: String, Sendable { case staff, device, apiKey = "api_key", system }

    package var kind: Kind
    package var id: ID<Actor>
    /// The only store the actor may act in, if it is bound to one.
    package var store: ID<Store>?
    package var register: ID<Register>?

    package init(kind: Kind, id: ID<Actor>, store: ID<Store>? = nil, register: ID<Register>? = nil) {
        self.kind = kind
        self.id = id
        self.store = store
        self.register = register
    }
}

/// When, by whom and under which id an operation is judged: all that `decide` may know of the world outside its rows.
package struct Moment: Sendable {
    package var tenant: ID<Tenant>
    package var operation: OperationID
    package var actor: Actor
    /// What the actor may do, where an operation asks for more than its own permission.
    package var authority: Authority
    /// The server's clock: it decides.
    package var now: Instant
    /// The device's business time: it says when something happened, never who was first.
    package var occurredAt: Instant
    package var zones: any ZoneSource

    package init(
        tenant: ID<Tenant>, operation: OperationID, actor: Actor, authority: Authority, now: Instant, occurredAt: Instant,
        zones: any ZoneSource
    ) {
        self.tenant = tenant
        self.operation = operation
        self.actor = actor
        self.authority = authority
        self.now = now
        self.occurredAt = occurredAt
        self.zones = zones
    }

    /// Whether the device's time can't be: ahead of the server's by more than five minutes, or of before there were tills like these.
    package var clockDiffers: Bool {
        occurredAt > now.advanced(bySeconds: Moment.clockTolerance) || occurredAt < Moment.earliest
    }

    /// What price, tax, batch and business day go by: the operation's own time, or where that can't be, its arrival.
    package var effectiveAt: Instant { clockDiffers ? now : occurredAt }

    package static let clockTolerance: Int64 = 5 * 60
    /// 2001-01-01: clocks that have lost their time begin before that.
    package static let earliest = Instant(microseconds: 978_307_200_000_000)

    /// Whether a till brings what has happened. It is never refused for what it says of itself, but flagged; who asks by request has
    /// not done it yet.
    package var isFact: Bool { actor.kind == .device }

    /// The `ordinal`-th id that follows from the operation's: the same wherever and however often it is decided.
    package func derivedID<T>(_ ordinal: UInt64) -> ID<T> {
        var seed = SeededRandom(seed: operation.low ^ (ordinal &* 0x9E37_79B9_7F4A_7C15))
        return ID(high: operation.high, low: 0x8000_0000_0000_0000 | seed.next() >> 2)
    }
}

/// The time zones' rules by name; read from the system's zoneinfo on the server, shipped with the store's settings to tills.
package protocol ZoneSource: Sendable {
    func rules(_ name: String) -> TimeZoneRules?
}
