package import Access
import Door
package import JSON
package import Operations
package import Postgres
import RetailCore
import SyncProtocol

/// The present state of a stream, for a device that begins or has fallen too far behind.
///
/// Newline-delimited JSON: a first line `{"snapshot", "position", "epoch"}`, then `{entity, row_version, data}` rows, now and then
/// `{"resume": "…"}`, and at last `{"end": true, "rows": n}`. The position is read before the rows, so what changes meanwhile comes
/// again by pull and loses against the row version. Page by page, each in a transaction of its own: no slow till holds one open.
package struct Snapshot: Sendable {
    /// How a stream's rows of one table are found.
    package struct Source: Sendable {
        /// What its rows are on the wire.
        package let entity: StreamedEntity
        let page:
            @Sendable (Database, Scope, _ after: [UInt8]?, _ limit: Int) async throws(Fault) -> (json: [UInt8], rows: Int, last: [UInt8]?)

        /// - Returns: nil where the table's rows are told to other streams.
        package init?<T: StreamedTable>(_ type: T.Type, in stream: StreamName) {
            guard T.streamKind == stream.kind else { return nil }
            entity = StreamedEntity(T.self)
            let keys = T.table.columns.prefix(T.Key.width)
            let order = keys.map { "t.\($0.name)" }.joined(separator: ", ")
            let owner = stream.owner
            let column = T.table.columns.first { $0.traits.contains(.owner) }?.name
            let owned = column.map { "t.\($0) = $1" } ?? "$1::uuid IS NULL"
            let after = keys.enumerated().map { "($\($0.offset + 3)::\($0.element.kind.sqlType)[])[1]" }.joined(separator: ", ")
            let first = T.select("WHERE \(owned) ORDER BY \(order) LIMIT $2")
            let next = T.select(
                "WHERE \(owned) AND (\(order)) > (\(after)) ORDER BY \(order) LIMIT $2")
            page = { database, scope, after, limit throws(Fault) in
                var parameters = Parameters()
                parameters.id(owner)
                parameters.int64(Int64(limit))
                if let after { try Snapshot.bind(after, Array(keys), &parameters) }
                let result = try await database.read(after == nil ? first : next, parameters, in: scope)
                var writer = JSONWriter(reserving: result.count * 160)
                var last: T?
                for row in 0..<result.count {
                    let value = try T(result, row)
                    value.writeChange(to: &writer)
                    writer.bytes.append(0x0A)
                    last = value
                }
                var key: [UInt8]?
                if let last {
                    var cells = CellWriter(columnCount: T.Key.width)
                    last.key.write(to: &cells)
                    key = cells.columns.flatMap { $0 }
                }
                return (writer.bytes, result.count, key)
            }
        }
    }

    /// What a line can be.
    package static var line: Schema {
        .either([
            .object(
                "SnapshotHead",
                [
                    .field("snapshot", String.self, "The stream."),
                    .field("position", Position.self, "Read before the rows: pull from here on."), .field("epoch", ID<Epoch>.self),
                ]),
            .object(
                "SnapshotRow",
                [
                    .field("entity", String.self), .field("row_version", Int64.self), .field("data", EncodedJSON.self),
                ]),
            .object("SnapshotMark", [.field("resume", String.self, "Where to go on, should the connection end here.")]),
            .object(
                "SnapshotEnd",
                [
                    .field("end", Bool.self, "Without this line the snapshot is not whole."), .field("rows", Int64.self),
                ]),
        ])
    }

    static let pageRows = 2000
    let database: Database
    let heads: HeadReader
    let bulk: Turnstile

    package init(database: Database, heads: HeadReader, bulk: Turnstile) {
        (self.database, self.heads, self.bulk) = (database, heads, bulk)
    }

    /// Where to go on: the table, its last key, and the position the snapshot began at, in which history.
    struct Resume {
        var epoch: ID<Epoch>
        var position: Int64
        var source: Int
        var after: [UInt8]?

        var text: String {
            "\(epoch).\(position).\(source).\(after.map { $0.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() } ?? "")"
        }

        init(epoch: ID<Epoch>, position: Int64, source: Int, after: [UInt8]?) {
            (self.epoch, self.position, self.source, self.after) = (epoch, position, source, after)
        }

        init?(_ text: String, sources: Int) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 4, let epoch = ID<Epoch>(parts[0]), let position = Int64(parts[1]), position >= 0,
                let source = Int(parts[2]), (0..<sources).contains(source), parts[3].count % 2 == 0, parts[3].count < 600
            else { return nil }
            let digits = parts[3].compactMap(\.hexDigitValue)
            guard digits.count == parts[3].count else { return nil }
            let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
            self.init(epoch: epoch, position: position, source: source, after: bytes.isEmpty ? nil : bytes)
        }
    }

    /// Writes a snapshot piece by piece.
    ///
    /// - Throws: `sync.bad-resume` (400); `sync.other-epoch` (409) where history has forked since it began: it begins anew then. A snapshot
    ///   during which that happens ends without its end.
    package func write(
        _ stream: StreamName, _ sources: [Source], resume text: String?, _ grant: Grant<FollowStreams>,
        to write: ([UInt8]) async throws -> Void
    ) async throws {
        let tenant = grant.tenant
        var at: Resume
        let known = try await heads.heads([stream.description], in: tenant)
        if let text {
            guard let resume = Resume(text, sources: sources.count) else {
                throw Fault(.malformed, "sync.bad-resume", "The place to resume from can't be read.")
            }
            guard resume.epoch == known.epoch else { throw Snapshot.forked }
            at = resume
        } else {
            at = Resume(epoch: known.epoch, position: known[stream.description]?.head ?? 0, source: 0, after: nil)
        }
        var line = JSONWriter()
        line.object {
            $0.member("snapshot", stream.description)
            $0.member("position", Position(at.position))
            $0.member("epoch", at.epoch)
        }
        var bytes = line.bytes + [0x0A]
        var rows = 0
        while at.source < sources.count {
            let (source, after) = (sources[at.source], at.after)
            let page = try await bulk.pass { () async throws(Fault) in
                try await source.page(database, tenant.scope, after, Snapshot.pageRows)
            }
            rows += page.rows
            bytes += page.json
            if page.rows < Snapshot.pageRows {
                at.source += 1
                at.after = nil
            } else {
                at.after = page.last
            }
            if at.source < sources.count {
                var mark = JSONWriter()
                mark.object { $0.member("resume", at.text) }
                bytes += mark.bytes + [0x0A]
            }
            try await write(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        guard try await heads.heads([], in: tenant).epoch == at.epoch else { throw Snapshot.forked }
        var end = JSONWriter()
        end.object {
            $0.member("end", true)
            $0.member("rows", rows)
        }
        // A stream without tables has its first line still to come.
        try await write(bytes + end.bytes + [0x0A])
    }

    private static let forked = Fault(
        .conflict, "sync.other-epoch", "History has forked since the snapshot began. Begin it anew, without a mark.")

    /// The mark comes back from outside: a key's cell is what its column takes, or it is no mark of ours.
    private static func bind(_ after: [UInt8], _ keys: [Column], _ parameters: inout Parameters) throws(Fault) {
        var rest = after[...]
        for key in keys {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let cell = rest.dropFirst(4).prefix(length)
            guard rest.count >= 4, cell.count == length, key.kind.takes(cell) else {
                throw Fault(.malformed, "sync.bad-resume", "The place to resume from can't be read.")
            }
            parameters.array(elementOID: key.kind.oid, count: 1, hasNulls: false, elements: Array(rest.prefix(4 + length)))
            rest = rest.dropFirst(4 + length)
        }
        guard rest.isEmpty else { throw Fault(.malformed, "sync.bad-resume", "The place to resume from can't be read.") }
    }
}

extension ColumnKind {
    /// Whether PostgreSQL would read a value of the column from these bytes.
    fileprivate func takes(_ cell: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .id: return cell.count == 16
        case .int64: return cell.count == 8
        case .int32: return cell.count == 4
        case .bool: return cell.count == 1
        case .text, .ids, .words: return !cell.contains(0) && String(validating: cell, as: UTF8.self) != nil
        case .bytes: return true
        case .instant:
            // From 0001 to 9999: what a time can be that came in.
            let number = cell.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return cell.count == 8 && (-63_082_281_600_000_000...252_455_616_000_000_000).contains(Int64(bitPattern: number))
        case .day:
            let number = cell.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return cell.count == 4 && (-730_119...2_921_939).contains(Int32(bitPattern: number))
        }
    }
}
