import Access
import Postgres
import RetailCore
import Secrets

/// What a chain has at one moment, as a manifest keeps it.
struct ChainCounts: Query {
    struct Output: Sendable {
        var counts: BackupManifest.Counts
        var seal: Int64?
        var sealHash: String?
    }

    static let statement = Statement(
        """
        SELECT (SELECT count(*) FROM @.sale), (SELECT count(*) FROM @.sync_operation), (SELECT count(*) FROM @.stock_movement),
            (SELECT count(*) FROM @.sync_audit), seal.number, seal.hash,
            (SELECT coalesce(array_agg(name ORDER BY name), '{}') FROM @.sync_stream), (SELECT coalesce(array_agg(head ORDER BY name), '{}') FROM @.sync_stream)
        FROM (SELECT 1) one LEFT JOIN (SELECT number, hash FROM @.audit_seal ORDER BY number DESC LIMIT 1) seal ON true
        """)

    static func decode(_ row: borrowing Row) throws(Fault) -> Output {
        let heads = zip(try row.texts(6), try row.int64s(7)).map { BackupManifest.Head(stream: $0, position: $1) }
        return Output(
            counts: BackupManifest.Counts(
                sales: try row.int64(0), operations: try row.int64(1), stockMovements: try row.int64(2), auditRows: try row.int64(3),
                heads: heads),
            seal: try row.int64IfAny(4), sealHash: try row.bytesIfAny(5).map { Hexadecimal.text($0) })
    }
}

extension BackupManifest.Chain {
    /// Counts where it can; a chain that can't be opened is no reason to have no back-up of the others.
    static func read(_ entry: TenantRoll.Entry, _ database: Database) async -> BackupManifest.Chain {
        var chain = BackupManifest.Chain(id: entry.id, slug: entry.slug, schema: entry.schema, migration: entry.migration)
        do throws(Fault) {
            guard let scope = Scope(schema: entry.schema, role: entry.role) else {
                throw Fault(.broken, "internal.tenant", "The chain could not be opened.")
            }
            guard let found = try await database.read(ChainCounts(), in: scope).first else { return chain }
            (chain.counts, chain.seal, chain.sealHash) = (found.counts, found.seal, found.sealHash)
        } catch {
            chain.fault = "\(error.detail) (\(error.code))"
        }
        return chain
    }
}

/// About the server that is copied.
struct ServerFacts: Query {
    struct Output: Sendable {
        var version: String
        var major: Int64
        var database: String
        var bytes: Int64
        var now: Instant
    }

    static let statement = Statement(
        """
        SELECT current_setting('server_version'), current_setting('server_version_num')::bigint / 10000, current_database()::text,
            (SELECT sum(pg_database_size(oid))::bigint FROM pg_database WHERE datname = current_database()), clock_timestamp()
        """)

    static func decode(_ row: borrowing Row) throws(Fault) -> Output {
        Output(
            version: try row.text(0), major: try row.int64(1), database: try row.text(2), bytes: try row.int64(3), now: try row.instant(4))
    }
}

/// SQL that makes the cluster's roles again, without passwords: for a dump that is restored elsewhere. Superusers stay where they are.
struct RolesScript: Query {
    static let statement = Statement(
        """
        SELECT line FROM (
            SELECT 1 AS part, rolname::text AS name, format('CREATE ROLE %I %s %s %s %s %s;', rolname,
                CASE WHEN rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END, CASE WHEN rolinherit THEN 'INHERIT' ELSE 'NOINHERIT' END,
                CASE WHEN rolcreaterole THEN 'CREATEROLE' ELSE 'NOCREATEROLE' END, CASE WHEN rolcreatedb THEN 'CREATEDB' ELSE 'NOCREATEDB' END,
                CASE WHEN rolreplication THEN 'REPLICATION' ELSE 'NOREPLICATION' END) AS line
            FROM pg_roles WHERE NOT rolsuper AND rolname !~ '^pg_'
            UNION ALL
            SELECT 2, r.rolname::text || m.rolname::text, format('GRANT %I TO %I%s;', r.rolname, m.rolname, CASE
                WHEN current_setting('server_version_num')::int >= 160000 THEN format(' WITH ADMIN %s, INHERIT %s, SET %s',
                    a.admin_option, to_jsonb(a) ->> 'inherit_option', to_jsonb(a) ->> 'set_option')
                WHEN a.admin_option THEN ' WITH ADMIN OPTION' ELSE '' END)
            FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
            WHERE NOT r.rolsuper AND NOT m.rolsuper AND r.rolname !~ '^pg_'
        ) lines ORDER BY part, name
        """)

    static func decode(_ row: borrowing Row) throws(Fault) -> String { try row.text(0) }
}
