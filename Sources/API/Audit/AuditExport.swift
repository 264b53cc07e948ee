import Access
import Door
import JSON
import Operations
import Postgres
import RetailCore
import Secrets

/// A trail as lines of JSON, with all that a stranger needs to prove it: `scripts/verify-audit.py` does, knowing nothing of this code.
struct AuditExport: Sendable {
    private let verification: AuditVerification

    init(_ verification: AuditVerification) { self.verification = verification }

    /// First `trail`, then each chain's `row`s and its `end`, then the `seal`s. Page by page: memory stays at a page.
    func write(_ tenant: TenantContext, _ write: ([UInt8]) async throws -> Void) async throws {
        let (database, key) = (verification.database, verification.sealer.key)
        try await write(
            line {
                $0.member("type", "trail")
                $0.member("tenant_id", tenant.id)
                $0.member("tenant", tenant.slug)
                $0.member("key_id", key.id)
                $0.member("public_key", Hexadecimal.text(key.publicKey))
            })
        // The last seal and what it covers at one moment, and first: what is read later can only have gone on from there.
        let (last, ends) = try await database.transaction(.read, in: tenant.scope) { transaction throws(Fault) in
            (try transaction.run(ReadSeals(after: nil)).last?.number ?? 0, try transaction.run(ReadSealed()))
        }
        let sealed = Dictionary(ends.map { ($0.chain, $0) }) { first, _ in first }
        var after: ID<AuditChain>?
        repeat {
            let page = try await database.read(ReadAuditEnds(after: after), in: tenant.scope)
            for ends in page { try await chain(ends, sealed[ends.chain], tenant, write) }
            after = page.count == ReadAuditEnds.limit ? page.last?.chain : nil
        } while after != nil
        var number: Int64 = 0
        while number < last {
            let page = try await database.read(ReadSeals(after: number), in: tenant.scope)
            guard let end = page.last?.number else { break }
            try await write(page.flatMap { seal in line { AuditExport.seal(seal, &$0) } })
            number = end
        }
    }

    private func chain(
        _ ends: ReadAuditEnds.Ends, _ sealed: AuditEnd?, _ tenant: TenantContext, _ write: ([UInt8]) async throws -> Void
    ) async throws {
        var number: Int64 = 0
        let last = max(ends.end?.number ?? 0, sealed?.number ?? 0)
        while number < last {
            let page = try await verification.database.read(
                ReadChainRows(chain: ends.chain, after: number, through: last), in: tenant.scope)
            guard let end = page.last?.number else { break }
            try await write(page.flatMap { row in line { AuditExport.row(row, &$0) } })
            number = end
        }
        try await write(
            line {
                $0.member("type", "end")
                $0.member("chain", ends.chain)
                $0.member("number", ends.end?.number)
                $0.member("hash", ends.end.map { Hexadecimal.text($0.hash) })
                $0.member("sealed_number", sealed?.number)
                $0.member("sealed_hash", sealed.map { Hexadecimal.text($0.hash) })
            })
    }

    private static func row(_ row: AuditRow, _ writer: inout JSONWriter) {
        writer.member("type", "row")
        writer.member("chain", row.chain)
        writer.member("number", row.number)
        writer.member("at_us", row.at.microseconds)
        writer.member("actor_id", row.attempt.actor)
        writer.member("action", row.attempt.action)
        writer.member("op_id", row.attempt.operation)
        writer.member("outcome", row.attempt.outcome)
        writer.member("detail", row.attempt.detail)
        writer.member("attempts", Int64(row.attempt.attempts))
        writer.member("request_id", row.attempt.origin.requestID)
        writer.member("address", row.attempt.origin.address)
        writer.member("format", Int64(row.format))
        writer.member("hash", Hexadecimal.text(row.hash))
    }

    private static func seal(_ seal: AuditSeal, _ writer: inout JSONWriter) {
        writer.member("type", "seal")
        writer.member("number", seal.number)
        writer.member("at_us", seal.at.microseconds)
        writer.member("chains", seal.chains)
        writer.member("root", Hexadecimal.text(seal.root))
        writer.member("hash", Hexadecimal.text(seal.hash))
        writer.member("key_id", seal.keyID)
        writer.member("signature", Hexadecimal.text(seal.signature))
    }

    /// What a line can be.
    static var line: Schema {
        func type(_ name: String) -> Schema.Property {
            .init(name: "type", schema: .enumeration([name]), isRequired: true, words: "")
        }
        return .either([
            .object(
                "AuditTrail",
                [
                    type("trail"), .field("tenant_id", ID<Tenant>.self), .field("tenant", String.self), .field("key_id", String.self),
                    .field("public_key", String.self, "In hexadecimal, as all keys, hashes and signatures."),
                ]),
            .object(
                "AuditTrailRow",
                [
                    type("row"), .field("chain", ID<AuditChain>.self), .field("number", Int64.self, "Dense in its chain."),
                    .field("at_us", Int64.self, "Microseconds since 1970."), .field("actor_id", ID<Actor>.self),
                    .field("action", String.self), .optional("op_id", OperationID.self), .field("outcome", String.self),
                    .optional("detail", String.self), .field("attempts", Int64.self), .field("request_id", String.self),
                    .field("address", String.self), .field("format", Int64.self, "How the hash is made."), .field("hash", String.self),
                ]),
            .object(
                "AuditTrailEnd",
                [
                    type("end"), .field("chain", ID<AuditChain>.self), .optional("number", Int64.self), .optional("hash", String.self),
                    .optional("sealed_number", Int64.self), .optional("sealed_hash", String.self),
                ]),
            .object(
                "AuditTrailSeal",
                [
                    type("seal"), .field("number", Int64.self), .field("at_us", Int64.self), .field("chains", Int64.self),
                    .field("root", String.self), .field("hash", String.self), .field("key_id", String.self),
                    .field("signature", String.self),
                ]),
        ])
    }

    private func line(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object(members)
        return writer.bytes + [0x0A]
    }
}
