import JSON
import Operations
import RetailCore
import SyncProtocol

/// The one simulated till of a store: enrolled once, and then sending the store's year.
///
/// What it sends follows from the file, and what it has sent from the server's verdicts, so it can be killed anywhere: it goes on
/// after the last acknowledged seq it knows of, and what it sends again is answered as a duplicate. With its token lost, the
/// store gets a new device, which sends everything again: the operations keep their ids, so they are duplicates still.
struct StoreTill {
    let store: ImportedStore
    let queue: BasketQueue
    let files: TillFiles
    let session: StaffSession
    let caller: Caller
    let counters: ImportCounters
    let tenant: String
    let operationsPerPush: Int

    var name: String { String(store.number) }
    var stream: String { StreamName.store(store.id).description }

    /// Returns the till once the server has judged the store's last basket.
    func sell() async throws(Fault) -> Till {
        if let known = files.identity(name) {
            do { return try await sell(as: known) } catch {
                guard StoreTill.isForgotten(error) else { throw error }
            }
        }
        return try await sell(as: try await enrolled())
    }

    private func sell(as identity: TillIdentity) async throws(Fault) -> Till {
        let start = min(files.acknowledged(name, by: identity.device), queue.count)
        // The file has all of it, for ever.
        let till = Till(identity, caller: caller, acknowledged: start, keeps: false)
        counters.update { $0.salesDone += start }
        var done = start
        do throws(Fault) {
            // What is known of an earlier run counts only where the server still knows the till and follows the same history.
            if start > 0 {
                _ = try await till.push([])
                done = await till.acknowledged
                counters.update { $0.salesDone += done - start }
            }
            while done < queue.count {
                let queued = try queue.operations(from: done + 1, limit: operationsPerPush)
                let outcome = try await till.push(queued.map(\.operation))
                let now = await till.acknowledged
                count(outcome, queued, from: done, to: now)
                done = now
                try files.save(acknowledged: done, cursors: [:], name, by: identity.device)
            }
        } catch {
            // Counted again by the device that goes on.
            if StoreTill.isForgotten(error) { counters.update { $0.salesDone -= done } }
            throw error
        }
        counters.update { $0.storesDone += 1 }
        return till
    }

    /// The server doesn't know the token (it was made anew, say): the till is enrolled again.
    private static func isForgotten(_ fault: Fault) -> Bool { fault.kind == .unauthenticated || fault.code == "till.epoch-changed" }

    private func count(_ outcome: PushOutcome, _ queued: [BasketQueue.Queued], from before: Int64, to now: Int64) {
        let lines = zip(queued, outcome.verdicts).reduce(0) { $0 + $1.0.lines }
        let duplicates = outcome.verdicts.count { $0.status == .duplicate }
        counters.update {
            $0.salesDone += now - before
            $0.salesSent += Int64(outcome.verdicts.count)
            $0.linesSent += Int64(lines)
            $0.duplicates += Int64(duplicates)
        }
        for (verdict, one) in zip(outcome.verdicts, queued) {
            let status = verdict.status == .duplicate ? verdict.first ?? .duplicate : verdict.status
            guard status != .applied, status != .duplicate else { continue }
            counters.note(
                RefusedSale(
                    store: store.number, seq: one.operation.seq, status: status.rawValue, code: verdict.code ?? "",
                    detail: verdict.detail ?? ""))
        }
    }

    /// A code works once; if the answer to it is lost, so is the token, and the next code is for the next device.
    private func enrolled() async throws(Fault) -> TillIdentity {
        var attempts = 0
        while true {
            attempts += 1
            do {
                let identity = try await enrol()
                try files.save(identity, name)
                return identity
            } catch {
                let isSpent =
                    [.forbidden, .missing, .conflict, .gone, .unauthenticated, .unprocessable].contains(error.kind) && error != .stopped
                guard isSpent, attempts < 10 else { throw error }
            }
        }
    }

    private func enrol() async throws(Fault) -> TillIdentity {
        var codeRequest = JSONWriter()
        codeRequest.object {
            $0.member("store_id", store.id)
            $0.member("register_id", store.register)
            $0.member("name", "Till of store \(store.number)")
        }
        // A new key each time: the same one would be answered with a code that is spent.
        let key = OperationID(high: .random(in: 0...(.max)) & ~0xF000 | 0x4000, low: .random(in: 0...(.max)) >> 2 | 0x8000_0000_0000_0000)
        let code = try await session.json("POST", "/v1/devices/enrolment-codes", idempotencyKey: key, body: codeRequest.bytes).text("code")
        var enrolment = JSONWriter()
        enrolment.object {
            $0.member("tenant", tenant)
            $0.member("code", code)
        }
        let reply = try await caller.json(TransportRequest("POST", "/v1/devices/enrol", body: enrolment.bytes))
        var streams: [String] = []
        for value in try reply.list("streams") { streams.append(try value.string()) }
        return TillIdentity(
            device: try reply.id("device_id"), token: Secret(try reply.text("token")), epoch: try reply.id("epoch"), streams: streams)
    }
}
