import Access
import Catalog
import Chain
import Customers
import Door
import JSON
import Operations
import Postgres
import RetailCore
import Stock
import Sync
import SyncProtocol
import Web

enum ReadSyncStatus: Needing { static let needs = Permission.syncStatus }

extension Services {
    /// Everything that can be pushed.
    var syncEndpoints: [Endpoint] {
        let pullFaults = ["sync.devices-only", "sync.out-of-scope", "sync.other-epoch", "sync.position-lost", "sync.busy"]
        let pushFaults = [
            "sync.devices-only", "sync.sequence-gap", "sync.sequence-reused", "sync.superseded", "sync.other-epoch", "sync.busy",
        ]
        return [
            Endpoint(
                .post, "/v1/sync/push", tag: "Sync", summary: "Operations of a device, judged in order", access: Permission.sync.rawValue,
                body: PushRequest.self, answer: PushReply.self,
                faults: pushFaults
            ) { (call, request) async throws(Fault) -> PushReply in
                let session = try await follow(call).session
                return try await door.push(request, from: session, origin: call.origin)
            },
            Endpoint(
                .post, "/v1/sync/pull", tag: "Sync", summary: "What is new in the device's streams", access: Permission.sync.rawValue,
                body: PullRequest.self, answer: PullReply.self,
                faults: pullFaults
            ) { (call, request) async throws(Fault) -> PullReply in
                try await pulls.pull(request, try await follow(call), origin: call.origin)
            },
            Endpoint(
                .get, "/v1/sync/pull", tag: "Sync", summary: "The same, with the cursors in the query", access: Permission.sync.rawValue,
                query: [
                    .form("cursors", .cursors, "stream=position, with commas between.", length: 1...2000, required: true),
                    .int("limit", 1...2000),
                ], answer: PullReply.self, faults: pullFaults
            ) { call async throws(Fault) -> PullReply in
                var cursors = Cursors()
                for part in (try call.query.text("cursors") ?? "").split(separator: ",", omittingEmptySubsequences: false) {
                    let sides = part.split(separator: "=", omittingEmptySubsequences: false)
                    guard sides.count == 2, !sides[0].isEmpty, let position = Position(digits: sides[1]),
                        cursors.positions.count < Cursors.maximumCount
                    else {
                        throw Fault.field("cursors", "not-a-cursor", "Expected stream=position, with commas between.")
                    }
                    cursors.positions[String(sides[0])] = position
                }
                let request = PullRequest(cursors: cursors, limit: try call.query.int("limit", default: 500))
                return try await pulls.pull(request, try await follow(call), origin: call.origin)
            },
            Endpoint(
                .post, "/v1/sync", tag: "Sync", summary: "The thirty-second tick: push and pull in one round trip",
                access: Permission.sync.rawValue, body: TickRequest.self,
                answer: TickReply.self, faults: pushFaults + pullFaults
            ) { (call, request) async throws(Fault) -> TickReply in
                let grant = try await follow(call)
                var pushed: PushReply?
                if let push = request.push { pushed = try await door.push(push, from: grant.session, origin: call.origin) }
                return TickReply(push: pushed, pull: try await pulls.pull(request.pull, grant, origin: call.origin))
            },
            Endpoint(
                .get, "/v1/sync/snapshot/{stream}", tag: "Sync", summary: "The present state of a stream, one row a line; resumable",
                access: Permission.sync.rawValue,
                query: [.text("resume", "The last resume mark that was read.", length: 1...800)], answers: [.lines(Snapshot.line)],
                faults: ["sync.devices-only", "sync.out-of-scope", "sync.other-epoch", "sync.bad-resume", "sync.busy"],
                reply: { call async throws(Fault) -> Reply in
                    let grant = try await follow(call)
                    let name = try call.parameter("stream")
                    guard let stream = StreamName(name), try PullService.scope(of: grant.session).contains(stream) else {
                        throw Fault(.forbidden, "sync.out-of-scope", "The stream \(name.prefix(80)) is not in this device's scope.")
                    }
                    let resume = try call.query.text("resume")
                    note(grant.tenant, grant.actor.id, "snapshot", "answered", "\(name)\(resume.map { " from \($0)" } ?? "")", call)
                    return .stream(contentType: "application/x-ndjson") { chunks in
                        try await snapshots.write(stream, Features.sources(stream), resume: resume, grant) { try await chunks.write($0) }
                    }
                }),
            statusEndpoint,
            list(
                "/v1/held-operations", tag: "Sync", "What tills say has happened and could not be booked", HeldOperation.self,
                ReadSyncStatus.self, query: [.id("store_id"), .word("status", HeldStatus.self)]
            ) { call, grant throws(Fault) in
                let store: ID<Store>? = try call.query.id("store_id")
                if let store { try grant.session.authority.reach(store) }
                let status: HeldStatus? = try call.query.word("status")
                return (grant.visibleStores.map { [.stores("store_id", $0)] } ?? []) + (store.map { [.id("store_id", ID($0))] } ?? [])
                    + (status.map { [.text("status", $0.rawValue)] } ?? [])
            },
        ]
    }

    private func follow(_ call: Call) async throws(Fault) -> Grant<FollowStreams> { try await grant(call, FollowStreams.self) }

    private var statusEndpoint: Endpoint {
        Endpoint(
            .get, "/v1/sync/status", tag: "Sync", summary: "Per device: last seen, and how far behind it is",
            access: ReadSyncStatus.needs.rawValue,
            query: [.id("store_id"), .id("after"), .int("limit", 1...1000, "Default 200.")],
            answers: [
                .json(
                    AnswerSchema.object("SyncStatus", ("items", .array(DeviceStatus.schema, nil), true), ("next", ID<Never>.schema, false)))
            ],
            reply: { call async throws(Fault) -> Reply in
                let grant = try await grant(call, ReadSyncStatus.self, in: try call.query.id("store_id"))
                let limit = try call.query.int("limit", default: 200)
                let rows = try await database.read(
                    ReadDeviceStatus(stores: grant.visibleStores, after: try call.query.id("after"), limit: limit), in: grant.scope)
                var writer = JSONWriter()
                writer.object {
                    $0.member("items", rows)
                    $0.member("next", rows.count == limit ? rows.last?.device : nil)
                }
                return .json(bytes: writer.bytes)
            })
    }
}
