/// The account of a gift card or a store credit: a fold over its entries, which are its only truth.
///
/// `balance` is what the shop owes, `available` what a new payment can count on: never below zero, whatever comes. An entry is refused
/// or recorded whole; one that is recorded already is left alone, so that a retry is harmless. The functions that decide (`holding`,
/// `capturing`, …) return the entry to be written, having recorded nothing; asked again under the id of a recorded entry they return
/// that one. Whoever writes holds the account's lock from the deciding to the writing.
///
/// All throw: `value.id-reused` (`conflict`) where the id stands for something else already, `value.amount-not-positive` (`unprocessable`), `money.overflow`.
public struct ValueLedger: Hashable, Sendable {
    /// What the shop owes: all that was put in, less what was captured and what expired.
    public private(set) var balance: Money = .zero
    /// Set aside by open holds.
    public private(set) var held: Money = .zero
    /// Whether the account was opened.
    public private(set) var isIssued = false

    private var entries: [ID<ValueEntry>: ValueEntry] = [:]
    private var openHolds: [ID<ValueEntry>: Money] = [:]
    /// Of each capture, what has not been given back.
    private var refundable: [ID<ValueEntry>: Money] = [:]

    /// An account that isn't opened yet.
    public init() {}

    /// - Throws: as `record`.
    public init(replaying entries: some Sequence<ValueEntry>) throws(Fault) {
        for entry in entries { try record(entry) }
    }

    /// `balance` − `held`.
    public var available: Money { Money(minor: balance.minor - held.minor) }

    /// The open holds and what they hold.
    public var holds: [ID<ValueEntry>: Money] { openHolds }

    /// Puts value on a new account.
    ///
    /// - Throws: `value.issued-already` (`conflict`).
    public func issuing(_ amount: Money, id: ID<ValueEntry>, at: Instant) throws(Fault) -> ValueEntry {
        try deciding(ValueEntry(id: id, kind: .issue, amount: amount, at: at))
    }

    /// Puts more value on it.
    ///
    /// - Throws: `value.not-issued` (`conflict`), as all that follow.
    public func loading(_ amount: Money, id: ID<ValueEntry>, at: Instant) throws(Fault) -> ValueEntry {
        try deciding(ValueEntry(id: id, kind: .load, amount: amount, at: at))
    }

    /// Authorises a payment: sets its amount aside.
    ///
    /// - Throws: `value.not-enough` (`conflict`) where less is available.
    public func holding(_ amount: Money, id: ID<ValueEntry>, at: Instant) throws(Fault) -> ValueEntry {
        try deciding(ValueEntry(id: id, kind: .hold, amount: amount, at: at))
    }

    /// Takes what the payment came to, at most what was held.
    ///
    /// - Throws: `value.hold-not-open` (`conflict`) where there is no such hold or it was captured or voided; `value.capture-exceeds-hold` (`conflict`).
    public func capturing(_ amount: Money, of hold: ID<ValueEntry>, id: ID<ValueEntry>, at: Instant) throws(Fault) -> ValueEntry {
        try deciding(ValueEntry(id: id, kind: .capture, amount: amount, of: hold, at: at))
    }

    /// Frees a hold.
    ///
    /// - Throws: `value.hold-not-open` (`conflict`).
    public func voiding(_ hold: ID<ValueEntry>, id: ID<ValueEntry>, at: Instant) throws(Fault) -> ValueEntry {
        if let known = entries[id] {
            guard known.kind == .void, known.of == hold else { throw Self.idReused }
            return known
        }
        guard let amount = openHolds[hold] else { throw Self.holdNotOpen }
        return try deciding(ValueEntry(id: id, kind: .void, amount: amount, of: hold, at: at))
    }

    /// Lets all that is available expire; nil where nothing is.
    public func expiring(id: ID<ValueEntry>, at: Instant) throws(Fault) -> ValueEntry? {
        if let known = entries[id] {
            guard known.kind == .expiry else { throw Self.idReused }
            return known
        }
        guard available > .zero else { return nil }
        return try deciding(ValueEntry(id: id, kind: .expiry, amount: available, at: at))
    }

    /// Gives a captured payment back, whole or in parts.
    ///
    /// - Throws: `value.unknown-capture` (`conflict`); `value.refund-exceeds-capture` (`conflict`).
    public func refunding(_ amount: Money, of capture: ID<ValueEntry>, id: ID<ValueEntry>, at: Instant) throws(Fault) -> ValueEntry {
        try deciding(ValueEntry(id: id, kind: .refund, amount: amount, of: capture, at: at))
    }

    /// Records an entry; one that is recorded already changes nothing. The ledger is unchanged where it throws.
    ///
    /// - Throws: as the entries' deciding functions do; `value.void-differs` (`conflict`) for a void of another amount than its hold's.
    public mutating func record(_ entry: ValueEntry) throws(Fault) {
        if let known = entries[entry.id] {
            guard known == entry else { throw Self.idReused }
            return
        }
        try apply(entry)
        entries[entry.id] = entry
    }

    private func deciding(_ entry: ValueEntry) throws(Fault) -> ValueEntry {
        if let known = entries[entry.id] {
            // A retry may come at another time; what it asks for has to be the same.
            guard known.kind == entry.kind, known.amount == entry.amount, known.of == entry.of else { throw Self.idReused }
            return known
        }
        var copy = self
        try copy.apply(entry)
        return entry
    }

    private mutating func apply(_ entry: ValueEntry) throws(Fault) {
        guard entry.amount > .zero else {
            throw Fault(.unprocessable, "value.amount-not-positive", "An amount of stored value has to be above zero.")
        }
        guard isIssued != (entry.kind == .issue) else {
            throw isIssued
                ? Fault(.conflict, "value.issued-already", "The card was issued before.")
                : Fault(.conflict, "value.not-issued", "The card was never issued.")
        }
        switch entry.kind {
        case .issue, .load:
            balance = try balance.adding(entry.amount)
            isIssued = true
        case .hold:
            guard entry.amount <= available else { throw notEnough }
            held = try held.adding(entry.amount)
            openHolds[entry.id] = entry.amount
        case .capture, .void: try end(entry)
        case .expiry:
            guard entry.amount <= available else { throw notEnough }
            balance = try balance.subtracting(entry.amount)
        case .refund:
            guard let capture = entry.of, let open = refundable[capture] else {
                throw Fault(.conflict, "value.unknown-capture", "There is no such payment to give back.")
            }
            guard entry.amount <= open else {
                throw Fault(.conflict, "value.refund-exceeds-capture", "Of the payment only \(open.minor) can still be given back.")
            }
            balance = try balance.adding(entry.amount)
            refundable[capture] = try open.subtracting(entry.amount)
        }
    }

    private mutating func end(_ entry: ValueEntry) throws(Fault) {
        guard let hold = entry.of, let amount = openHolds[hold] else { throw Self.holdNotOpen }
        guard entry.kind != .capture || entry.amount <= amount else {
            throw Fault(.conflict, "value.capture-exceeds-hold", "Only \(amount.minor) was held for this payment.")
        }
        guard entry.kind != .void || entry.amount == amount else {
            throw Fault(.conflict, "value.void-differs", "A void ends the whole hold, of \(amount.minor).")
        }
        if entry.kind == .capture {
            balance = try balance.subtracting(entry.amount)
            refundable[entry.id] = entry.amount
        }
        held = try held.subtracting(amount)
        openHolds[hold] = nil
    }

    private var notEnough: Fault { Fault(.conflict, "value.not-enough", "Only \(available.minor) is available.") }

    private static var idReused: Fault { Fault(.conflict, "value.id-reused", "This id was used for something else.") }

    private static var holdNotOpen: Fault {
        Fault(.conflict, "value.hold-not-open", "There is no such hold, or it was captured or voided already.")
    }
}
