/// Goods of one line of a transfer between stores, from their leaving until all is accounted for.
///
/// Always `dispatched = received + rejected + lost + open`, none below zero: each step takes from what is open, and none takes more.
public struct TransitBalance: Hashable, Sendable {
    /// What has left the one store.
    public private(set) var dispatched: Quantity = .zero
    /// Taken into the other store's stock.
    public private(set) var received: Quantity = .zero
    /// Refused by the other store; on its way back.
    public private(set) var rejected: Quantity = .zero
    /// Never arrived, by decision and not by waiting.
    public private(set) var lost: Quantity = .zero

    /// Nothing on its way.
    public init() {}

    /// As it was stored.
    ///
    /// - Throws: `transfer.more-than-open` (`conflict`) where more arrived, went back or was lost than left; `transfer.quantity-not-positive`
    ///   (`unprocessable`) where one of them is below zero.
    public init(dispatched: Quantity, received: Quantity, rejected: Quantity, lost: Quantity) throws(Fault) {
        guard [dispatched, received, rejected, lost].allSatisfy({ $0 >= .zero }) else { throw Self.quantityNotPositive }
        let ended = Int128(received.milli) + Int128(rejected.milli) + Int128(lost.milli)
        guard ended <= Int128(dispatched.milli) else { throw Self.moreThanOpen(.zero) }
        self.dispatched = dispatched
        self.received = received
        self.rejected = rejected
        self.lost = lost
    }

    /// Still on the way.
    public var open: Quantity { Quantity(milli: dispatched.milli - received.milli - rejected.milli - lost.milli) }

    /// - Throws: `transfer.quantity-not-positive` (`unprocessable`), as the three that follow; `quantity.overflow`.
    public mutating func dispatch(_ quantity: Quantity) throws(Fault) {
        try Self.checkPositive(quantity)
        dispatched = try dispatched.adding(quantity)
    }

    /// - Throws: `transfer.more-than-open` (`conflict`), as the two that follow: what arrives beyond it is dispatched first, or adjusted.
    public mutating func receive(_ quantity: Quantity) throws(Fault) {
        try check(quantity)
        received = try received.adding(quantity)
    }

    /// The other store refuses goods; they go back.
    public mutating func reject(_ quantity: Quantity) throws(Fault) {
        try check(quantity)
        rejected = try rejected.adding(quantity)
    }

    /// Goods are taken for lost.
    public mutating func lose(_ quantity: Quantity) throws(Fault) {
        try check(quantity)
        lost = try lost.adding(quantity)
    }

    private func check(_ quantity: Quantity) throws(Fault) {
        try Self.checkPositive(quantity)
        guard quantity <= open else { throw Self.moreThanOpen(open) }
    }

    private static func checkPositive(_ quantity: Quantity) throws(Fault) {
        guard quantity > .zero else { throw quantityNotPositive }
    }

    private static func moreThanOpen(_ open: Quantity) -> Fault {
        Fault(.conflict, "transfer.more-than-open", "Only \(open.milli) thousandths are still on the way.")
    }

    private static var quantityNotPositive: Fault {
        Fault(.unprocessable, "transfer.quantity-not-positive", "A step of a transfer moves more than nothing.")
    }
}
