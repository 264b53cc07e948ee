import Logging
import Operations
import Postgres
import RetailCore

/// How a lane's entries are carried out, batch after batch.
extension Door {
    func drain(_ lane: WriteLane) async {
        while true {
            let waiting = lane.take(limit: Door.batchLimit)
            if waiting.isEmpty { return }
            await carryOut(waiting, lane)
        }
    }

    /// The batch as a whole; if the database won't have it, its entries one by one, so that one bad operation harms nobody else. Where a
    /// row is held elsewhere, they are tried one by one beside the lane, which goes on.
    private func carryOut(_ waiting: [WriteLane.Waiting], _ lane: WriteLane) async {
        var lost: [LostReply] = []
        do throws(Fault) {
            answer(waiting, try await attempt(waiting.map(\.entry), lane.tenant, lockPatience: lane.lockPatience, &lost))
        } catch {
            if Door.isLockedOut(error) {
                if lane.setAside(waiting) { Task { await drainAside(lane) } }
                return
            }
            countFailedBatch()
            logger.notice("a batch of \(waiting.count) failed and is run singly: \(error.code) \(error.diagnosis ?? "")")
            var away = Door.isAway(error) ? error : nil
            for (index, one) in waiting.enumerated() {
                let result: Result<(EntryReply, [String: Int64]), Fault>
                let before = lost.indices.contains(index) ? lost[index] : nil
                if let away { result = .failure(away) } else { result = await singly(one.entry, lane.tenant, after: error, before) }
                if case .failure(let fault) = result, Door.isAway(fault) || fault.code == Door.unknown { away = fault }
                one.answer(result)
            }
        }
    }

    private func answer(_ waiting: [WriteLane.Waiting], _ reply: BatchReply) {
        for (waiting, entry) in zip(waiting, reply.entries) { waiting.answer(.success((entry, reply.heads))) }
    }

    private static func isLockedOut(_ fault: Fault) -> Bool { fault.code == "database.lock-timeout" }

    /// Looks after what was put aside: each is tried by itself, at once and then now and again, and told to come later when that took too
    /// long. A try waits but shortly: while it does, it holds the rows that it got, which others of the lane need.
    private func drainAside(_ lane: WriteLane) async {
        var round = 0
        while true {
            let waiting = lane.takeAside()
            if waiting.isEmpty { return }
            var lockedOut: [WriteLane.Waiting] = []
            for one in waiting {
                var lost: [LostReply] = []
                do throws(Fault) {
                    let reply = try await attempt([one.entry], lane.tenant, lockPatience: min(50 + 25 * round, 200), &lost)
                    answer([one], reply)
                } catch {
                    if !Door.isLockedOut(error) {
                        one.answer(await singly(one.entry, lane.tenant, after: error, lost.first))
                    } else if ContinuousClock.now - one.since > WriteLane.asidePatience {
                        one.answer(.failure(Door.rowsAreHeld))
                    } else {
                        lockedOut.append(one)
                    }
                }
            }
            guard !lockedOut.isEmpty else { continue }
            if round == 0 { logger.notice("\(lockedOut.count) writes wait for rows that are held elsewhere; their lane goes on") }
            round += 1
            _ = lane.setAside(lockedOut, isAgain: true)
            try? await Task.sleep(for: .milliseconds(Int.random(in: 100...250)))
        }
    }

    private static var rowsAreHeld: Fault {
        Fault(.unavailable, "sync.busy", "Something else holds rows that this write needs; send it again shortly.", retryAfterSeconds: 2)
    }
}
