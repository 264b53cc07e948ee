import Access
import JSON
import Operations
import RetailCore
import SyncProtocol

/// Decides a batch's operations one after another over its world. No I/O: what it leaves in the world is stored by whoever called.
struct Judge {
    let batch: Batch
    let world: World
    let known: [OperationID: KnownOperations.Known]
    /// With all operations of a group where one did it.
    private(set) var changes: [(operations: [OperationID], change: Change)] = []
    private(set) var applied = 0
    /// An operation asked for rows that only another one of this batch made known: it must be judged in a world of its own.
    private(set) var strayed: Fault?
    /// Judged in this very batch: a request sent twice at once meets itself here.
    private var judged: [OperationID: (actor: ID<Actor>, seq: Int64, hash: [UInt8], verdict: Verdict, fault: Fault?)] = [:]

    init(batch: Batch, world: World, known: [OperationID: KnownOperations.Known]) {
        (self.batch, self.world, self.known) = (batch, world, known)
    }

    mutating func judge(_ entry: Entry) -> EntryReply {
        var reply = EntryReply()
        if let incarnation = entry.incarnation, let fault = admit(entry, incarnation) {
            reply.fault = fault
            audit(
                entry,
                AuditAttempt(
                    actor: entry.actor.id, action: "push", outcome: "refused", detail: fault.code,
                    from: entry.submissions.first?.origin ?? Origin(requestID: "", address: "")))
            return reply
        }
        var index = 0
        while index < entry.submissions.count {
            let group = entry.submissions[index].group
            var end = index + 1
            if group != nil { while end < entry.submissions.count, entry.submissions[end].group == group { end += 1 } }
            for (verdict, fault) in judge(Array(entry.submissions[index..<end]), of: entry) {
                reply.verdicts.append(verdict)
                reply.faults[verdict.id] = fault
            }
            index = end
        }
        return reply
    }

    /// A device's operations come without a gap, from the incarnation that is known. Returns why not.
    private mutating func admit(_ entry: Entry, _ incarnation: Int64) -> Fault? {
        guard var device = world.row(DeviceRow.self, ID(entry.actor.id)), device.status == .active else {
            return Fault(.unauthenticated, "access.token-invalid", "The device is unknown or was revoked.")
        }
        if let epoch = entry.epoch, epoch != batch.epoch { return Judge.otherEpoch }
        if incarnation < device.incarnation {
            return Fault(
                .conflict, "sync.superseded",
                "A later incarnation of this device (\(device.incarnation)) has been seen; this one is a copy.",
                currentJSON: Judge.state(device))
        }
        if incarnation > device.incarnation { (device.incarnation, device.lastSeq) = (incarnation, 0) }
        // What the server expects if nothing of this push is taken, and nothing is.
        let state = Judge.state(device)
        var met: Set<OperationID> = []
        for submission in entry.submissions {
            // Nothing follows the last number there is, wherever it came from.
            let next: Int64 = device.lastSeq == .max ? .max : device.lastSeq + 1
            // Sent before, maybe under an earlier enrolment or incarnation, or twice in this push: in its turn it counts as passed.
            // So does what has no readable id: it takes effect never.
            let isPassed =
                submission.id.isNone || known[submission.id] != nil || judged[submission.id] != nil || !met.insert(submission.id).inserted
            if submission.seq == 0 {
                if !isPassed { device.lastSeq = next }
            } else if isPassed, submission.seq <= next {
                device.lastSeq = max(device.lastSeq, submission.seq)
            } else if submission.seq <= device.lastSeq {
                return Fault(
                    .conflict, "sync.sequence-reused",
                    "Sequence number \(submission.seq) was used for another operation: a copy of this device is at work. Begin a new incarnation.",
                    currentJSON: state)
            } else if submission.seq == next {
                device.lastSeq = submission.seq
            } else {
                return Fault(
                    .conflict, "sync.sequence-gap", "Operation \(next) is expected next, not \(submission.seq).", currentJSON: state)
            }
        }
        world.put(device)
        _ = world.keep()
        return nil
    }

    static let otherEpoch = Fault(.conflict, "sync.other-epoch", "The server follows another history than the device.")

    /// Where the server stands with a device.
    private static func state(_ device: DeviceRow) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.member("expected_seq", device.lastSeq == .max ? .max : device.lastSeq + 1)
            $0.member("incarnation", device.incarnation)
        }
        return writer.bytes
    }

    /// One operation, or the operations of one group: together or not at all.
    private mutating func judge(_ submissions: [Submission], of entry: Entry) -> [(Verdict, Fault?)] {
        var verdicts: [(Verdict, Fault?)] = []
        var culprit: OperationID?
        for submission in submissions {
            if let before = repeated(submission) {
                verdicts.append(before)
            } else if let culprit {
                verdicts.append(refuse(submission, Judge.groupRefused, because: culprit))
            } else {
                do throws(Fault) {
                    verdicts.append((try decide(submission), nil))
                } catch {
                    world.undo()
                    culprit = submission.id
                    // What the group did before goes with it.
                    for index in verdicts.indices where verdicts[index].0.status == .applied {
                        verdicts[index] = refuse(submissions[index], Judge.groupRefused, because: submission.id)
                    }
                    verdicts.append(refuse(submission, error, because: submissions.count > 1 ? submission.id : submission.causedBy))
                }
            }
        }
        let kept = world.keep()
        let applied = culprit == nil ? verdicts.filter { $0.0.status == .applied }.map(\.0.id) : []
        if !applied.isEmpty { changes += kept.map { (applied, $0) } }
        for (submission, (verdict, fault)) in zip(submissions, verdicts) { record(submission, verdict, fault, of: entry) }
        _ = world.keep()
        return verdicts
    }

    private static let groupRefused = Fault(
        .unprocessable, "operation.group-refused", "Another operation of the same group was refused.")

    private mutating func decide(_ submission: Submission) throws(Fault) -> Verdict {
        if let refusal = batch.refusal { throw refusal }
        switch submission.matter {
        case .refused(let fault): throw fault
        case .operation(let operation):
            let result: Result<Outcome, Fault>
            do throws(Fault) { result = .success(try operation.decide(world, batch.moment(submission))) } catch { result = .failure(error) }
            // A refusal that comes of a missing row is no refusal either.
            if let row = world.strayed {
                let fault = Fault(
                    .broken, "internal.footprint", "The operation could not be judged.",
                    diagnosis: "\(submission.type) touched \(row) without asking for it")
                strayed = fault
                throw fault
            }
            let outcome = try result.get()
            return Verdict(id: submission.id, status: .applied, flags: outcome.flags.map(\.rawValue), result: EncodedJSON(outcome.result))
        }
    }

    private func refuse(_ submission: Submission, _ fault: Fault, because culprit: OperationID?) -> (Verdict, Fault?) {
        let isLost = fault.kind == .conflict || fault.kind == .stale
        // Also where the fault is the server's own: then all the more.
        let isHeld = submission.isFact && fault.kind != .unavailable && !submission.id.isNone
        var verdict = Verdict(
            id: submission.id, status: isHeld ? .held : isLost ? .conflict : .rejected, code: fault.code, detail: fault.words,
            current: fault.currentJSON.map { EncodedJSON($0) })
        (verdict.httpStatus, verdict.causedBy) = (fault.kind.status, culprit)
        return (verdict, fault)
    }

    /// The stored verdict of an id that came before; the same id with another body, or from somebody else, is another matter.
    ///
    /// A till that was enrolled anew brings what it had pushed as another device: among pushes the body alone decides, and it names the
    /// store. By request an answer is for whoever asked first.
    private func repeated(_ submission: Submission) -> (Verdict, Fault?)? {
        let (hash, isTheirs): ([UInt8], Bool)
        var verdict: Verdict
        if let before = judged[submission.id] {
            (hash, verdict) = (before.hash, before.verdict)
            isTheirs = before.actor == submission.actor.id || before.seq > 0 && submission.seq > 0
        } else if let before = known[submission.id] {
            guard let stored = try? Verdict.read(JSONDocument(before.verdict).root) else {
                let fault = Fault(.broken, "internal.verdict", "The stored verdict could not be read.")
                return (Verdict(id: submission.id, status: .retry, code: fault.code, detail: fault.detail), fault)
            }
            (hash, verdict) = (before.bodyHash, stored)
            isTheirs = before.actor == submission.actor.id || before.seq > 0 && submission.seq > 0
        } else {
            return nil
        }
        guard hash == submission.bodyHash, isTheirs else {
            let fault = Fault(
                .unprocessable, "operation.id-reused", "This id was used before, with another content or by somebody else.")
            return (Verdict(id: submission.id, status: .rejected, code: fault.code, detail: fault.detail), fault)
        }
        if verdict.first == nil { verdict.first = verdict.status }
        verdict.status = .duplicate
        return (verdict, nil)
    }

    private mutating func record(_ submission: Submission, _ verdict: Verdict, _ fault: Fault?, of entry: Entry) {
        // What can't be named is not kept either: it would stand for every other that can't be.
        let isNew = !submission.id.isNone && known[submission.id] == nil && judged[submission.id] == nil
        if isNew {
            judged[submission.id] = (submission.actor.id, submission.seq, submission.bodyHash, verdict, fault)
            world.append(
                OperationRow(
                    id: submission.id, actor: submission.actor.id, seq: submission.seq, bodyHash: submission.bodyHash,
                    verdict: String(decoding: JSONWriter.bytes(of: verdict), as: UTF8.self)))
            if verdict.status == .applied { applied += 1 }
            if verdict.status == .held, let fault { world.add(HeldOperation(submission, fault, at: batch.now)) }
        }
        let detail = verdict.code ?? (verdict.flags.isEmpty ? nil : verdict.flags.joined(separator: " "))
        audit(
            entry,
            AuditAttempt(
                actor: submission.actor.id, action: submission.type, operation: submission.id.isNone ? nil : submission.id,
                outcome: verdict.status.rawValue, detail: detail, from: submission.origin))
    }

    private func audit(_ entry: Entry, _ attempt: AuditAttempt) {
        let key = Batch.chain(of: entry)
        var chain = world.row(AuditChainRow.self, key) ?? AuditChainRow(id: key)
        world.append(chain.append(attempt, at: batch.now))
        world.put(chain)
        _ = world.keep()
    }
}
