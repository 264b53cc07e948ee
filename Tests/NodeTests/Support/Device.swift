import Access
import JSON
import Node
import RetailCore
import Simulator
import SyncProtocol
import Testing
import Web

/// An enrolled device that can also do what a decent till would not.
struct Device: Sendable {
    var shop: Shop
    var store: ID<Store>
    var identity: TillIdentity

    var token: String { identity.token.exposed }

    func through(_ shop: Shop) -> Device { Device(shop: shop, store: store, identity: identity) }

    func till() -> Till {
        Till(
            identity,
            caller: Caller(
                CheckedTransport(inner: WebTransport(shop.client)), backoff: Backoff(firstMilliseconds: 20, capMilliseconds: 500)))
    }

    func tryPush(_ operations: [Op], incarnation: Int64 = 1) async throws -> Answer {
        let list = operations.map(\.json).joined(separator: ",")
        return try await shop.call("POST", "/v1/sync/push", #"{"incarnation":\#(incarnation),"operations":[\#(list)]}"#, token: token)
    }

    func push(_ operations: [Op], incarnation: Int64 = 1) async throws -> [Verdict] {
        try PushReply.read(try await tryPush(operations, incarnation: incarnation).has(200).json()).verdicts
    }

    /// Everything from the beginning.
    func pulled() async throws -> TillView {
        let till = till()
        try await till.pull(identity.streams)
        return await till.view
    }
}
