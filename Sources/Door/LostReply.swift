import Operations
import Postgres
import RetailCore
import SyncProtocol
import Synchronization

/// What an entry would have been answered, had the answer to its COMMIT not been lost.
struct LostReply: Sendable {
    let reply: EntryReply
    let streams: [String]
    let chain: ID<AuditChain>
    /// The end of its chain as that COMMIT left it. The hash covers the request's id: nobody else leaves the same.
    let number: Int64
    let hash: [UInt8]

    /// The answer, if the COMMIT took effect; asked with the entry's chain locked, so that it has ended one way or the other. What has taken
    /// effect is not judged again: that would leave a row in the trail for what nobody tried.
    func landed(_ end: AuditChainRow?, in epoch: ID<Epoch>, _ transaction: inout Transaction) throws(Fault) -> BatchReply? {
        guard let end, end.number >= number else { return nil }
        var place = Parameters()
        place.id(chain)
        place.int64(number)
        let rows = try transaction.run(LostReply.row, place)
        guard rows.count == 1, try rows[0].bytes(0) == hash else { return nil }
        var standing: [String: Int64] = [:]
        if !streams.isEmpty {
            var names = Parameters()
            names.texts(streams)
            standing = try StreamLog.standing(try transaction.run(StreamLog.standing, names))
        }
        try transaction.commit()
        var reply = reply
        reply.tell(Dictionary(reply.verdicts.map { ($0.id, standing) }) { first, _ in first }, standing, of: streams)
        return BatchReply(epoch: epoch, entries: [reply], heads: [:], criticalStreams: [], applied: 0, flights: transaction.flights)
    }

    private static let row = Statement("SELECT hash FROM @.sync_audit WHERE chain = $1 AND number = $2")
}

/// Where an attempt leaves what it will answer before it sends COMMIT.
final class Draft: Sendable {
    private let kept = Mutex<[LostReply]>([])

    /// By entry; empty where COMMIT was not sent.
    var replies: [LostReply] { kept.withLock { $0 } }

    func keep(_ replies: [EntryReply], of entries: [(streams: [String], chain: ID<AuditChain>)], _ world: World) {
        let lost = zip(replies, entries).compactMap { reply, entry in
            world.row(AuditChainRow.self, entry.chain).map {
                LostReply(reply: reply, streams: entry.streams, chain: entry.chain, number: $0.number, hash: $0.hash)
            }
        }
        guard lost.count == replies.count else { return }
        kept.withLock { $0 = lost }
    }
}
