package import Access
import JSON
package import Operations
package import Postgres
package import RetailCore
package import SyncProtocol

/// Where a device's history and the server's part.
package enum Forks {
    /// - Parameters:
    ///   - epoch: the device's, another than the server's; one that nobody remembers has nothing in common with it.
    ///   - streams: of the device's scope.
    package static func read(
        _ database: Database, _ tenant: TenantContext, since epoch: ID<Epoch>, _ streams: [StreamName], _ device: ID<Device>
    ) async throws(Fault) -> Fork {
        let rows = try await database.read(
            ReadForks(epoch: epoch, streams: streams.map(\.description), device: device), in: tenant.scope)
        guard let first = rows.first else { throw Fault(.broken, "internal.load", "Rows could not be loaded.") }
        return Fork(
            epoch: first.epoch, forkedAt: Cursors(Dictionary(rows.map { ($0.stream, Position($0.forkedAt)) }) { first, _ in first }),
            expectedSeq: first.lastSeq == .max ? .max : first.lastSeq + 1, incarnation: first.incarnation)
    }

    /// What a device is answered that can't go on as it is.
    package static func fault(_ fork: Fork) -> Fault {
        Fault(
            .conflict, "sync.other-epoch",
            "The server follows another history than the device. Adopt its epoch; what was stamped after the fork must be fetched anew, and operations that the server lacks pushed again.",
            currentJSON: JSONWriter.bytes(of: fork))
    }
}

/// Of each stream the lowest position at which any epoch since the given one forked.
private struct ReadForks: Query {
    struct Output: Sendable {
        var epoch: ID<Epoch>
        var stream: String
        var forkedAt: Int64
        var lastSeq: Int64
        var incarnation: Int64
    }

    static let statement = Statement(
        """
        SELECT c.epoch, n.name, CASE WHEN k.number IS NULL THEN 0 WHEN c.epoch = $1 THEN coalesce(s.head, 0) ELSE coalesce((
            SELECT min(coalesce(f.forked_at, 0)) FROM @.chain_epoch e LEFT JOIN @.stream_epoch f ON f.epoch = e.id AND f.stream = s.id
            WHERE e.number > k.number), 0) END, coalesce(d.last_seq, 0), coalesce(d.incarnation, 1)
        FROM @.chain c CROSS JOIN unnest($2::text[]) n (name) LEFT JOIN @.sync_stream s ON s.name = n.name
            LEFT JOIN @.chain_epoch k ON k.id = $1 LEFT JOIN @.device d ON d.id = $3
        """)
    let epoch: ID<Epoch>
    let streams: [String]
    let device: ID<Device>

    func bind(_ parameters: inout Parameters) {
        parameters.id(epoch)
        parameters.texts(streams)
        parameters.id(device)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> Output {
        Output(
            epoch: try row.id(0), stream: try row.text(1), forkedAt: try row.int64(2), lastSeq: try row.int64(3),
            incarnation: try row.int64(4))
    }
}
