/// Room for a request's body, given back when nobody holds the body any more.
final class BodyReservation: Sendable {
    /// Smaller ones are not counted: requests in flight bound them.
    static let uncountedBytes = 4 << 10

    let bytes: Int
    private let core: WebCore
    private let share: AddressShare

    /// - Throws: `server.bodies-full` (503), `request.bodies-too-many` (429: the address's own share).
    init(_ bytes: Int, _ core: WebCore, _ share: AddressShare) throws(RefusedRequest) {
        guard share.bodies.take(bytes) else { throw core.refuse(.addressBodies) }
        guard core.bodies.take(bytes) else {
            share.bodies.give(bytes)
            throw core.refuse(.bodies)
        }
        (self.bytes, self.core, self.share) = (bytes, core, share)
    }

    deinit {
        share.bodies.give(bytes)
        core.bodies.give(bytes)
    }
}
