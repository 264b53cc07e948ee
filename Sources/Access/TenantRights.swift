import Postgres
import RetailCore

/// Who may do what in the database: found missing, and granted. A dump restored without its roles is made whole by it, and so is a database
/// whose nodes get a log-in of their own.
extension TenantRegistry {
    /// Tables that a chain's role writes to and reads: whoever gets at the role rewrites no history.
    private static let appendOnly = ["sync_audit", "audit_seal", "audit_chain"]
    /// Tables of the registry that a node only reads: what chains there are is the owner's to say.
    private static let readOnly = ["tenant", "migration"]

    /// - Returns: a line for each thing that was mended.
    func grantWhatIsMissing() async throws(Fault) -> [String] {
        var mended: [String] = []
        let tables = try await database.read(MissingRegistryRights(node: node, readOnly: TenantRegistry.readOnly), in: .registry)
        if !tables.isEmpty {
            let grants = tables.map { table in
                let verbs = TenantRegistry.readOnly.contains(table) ? "SELECT" : "SELECT, INSERT, UPDATE, DELETE"
                return "GRANT \(verbs) ON @.\(table) TO \(quotedNode);"
            }
            try await database.script("GRANT USAGE ON SCHEMA retail TO \(quotedNode);\n" + grants.joined(separator: "\n"), in: .registry)
            mended.append("registry: rights given to \(node)")
        }
        let version = try await serverVersion()
        let chains = try await database.read(MissingChainRights(node: node, appendOnly: TenantRegistry.appendOnly), in: .registry)
        for chain in chains {
            guard let scope = Scope(schema: chain.schema), Scope.isIdentifier(chain.role) else {
                throw Fault(
                    .broken, "internal.tenant", "The chain could not be opened.", diagnosis: "bad schema or role name \(chain.schema)")
            }
            guard chain.hasSchema else {
                mended.append("\(chain.slug): its schema \(chain.schema) is missing; restore it, or take the chain out of retail.tenant")
                continue
            }
            var sql = chain.hasRole ? "" : TenantRegistry.creation(of: chain.role)
            sql += membership(of: chain.role, version: version) + TenantRegistry.schemaRights(chain.schema, chain.role)
            for table in chain.unreadable { sql += "GRANT SELECT, INSERT, UPDATE, DELETE ON @.\(table) TO \(chain.role);\n" }
            sql += TenantRegistry.trailRights(chain.role)
            try await database.script(sql, in: scope)
            mended.append("\(chain.slug): \(chain.hasRole ? "rights" : "role and rights") given")
        }
        return mended
    }

    func serverVersion() async throws(Fault) -> Int { try await database.read(ServerVersion(), in: .registry).first ?? 0 }

    /// It can't log in, and inherits nothing.
    static func creation(of role: String) -> String { "CREATE ROLE \(role) NOLOGIN NOINHERIT;\n" }

    /// The node takes the role on for each transaction, and is a member for nothing else: it inherits none of its rights.
    ///
    /// Before PostgreSQL 16 inheriting is the log-in's own affair (NOINHERIT); since then it is the membership's.
    func membership(of role: String, version: Int) -> String {
        "GRANT \(role) TO \(quotedNode)\(version >= 160_000 ? " WITH INHERIT FALSE, SET TRUE" : "");\n"
    }

    /// What a chain's role may do in its schema, also with tables to come.
    static func schemaRights(_ schema: String, _ role: String) -> String {
        """
        REVOKE ALL ON SCHEMA \(schema) FROM PUBLIC;
        GRANT USAGE ON SCHEMA \(schema) TO \(role);
        ALTER DEFAULT PRIVILEGES IN SCHEMA \(schema) GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO \(role);
        ALTER DEFAULT PRIVILEGES IN SCHEMA \(schema) GRANT USAGE ON SEQUENCES TO \(role);

        """
    }

    /// What the migrations give and take of the trail (`2026-11-28-0002-audit-of-where-and-seals.sql`), for a role that was lost.
    private static func trailRights(_ role: String) -> String {
        """
        REVOKE UPDATE, DELETE, TRUNCATE ON \(appendOnly.map { "@.\($0)" }.joined(separator: ", ")) FROM \(role);
        REVOKE DELETE, TRUNCATE ON @.audit_sealed FROM \(role);
        GRANT UPDATE (number, hash) ON @.audit_chain TO \(role);
        """
    }

    private var quotedNode: String { "\"" + node.replacing("\"", with: "\"\"") + "\"" }
}

private struct ServerVersion: Query {
    static let statement = Statement("SELECT current_setting('server_version_num')::int")

    static func decode(_ row: borrowing Row) throws(Fault) -> Int { Int(try row.int32(0)) }
}

/// Tables of the registry that a node's log-in may not use as it has to.
private struct MissingRegistryRights: Query {
    static let statement = Statement(
        """
        SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'retail' AND c.relkind IN ('r', 'p') AND NOT (
            has_schema_privilege($1, n.oid, 'USAGE') AND has_table_privilege($1, c.oid, 'SELECT') AND (c.relname = ANY ($2) OR
            has_table_privilege($1, c.oid, 'INSERT') AND has_table_privilege($1, c.oid, 'UPDATE') AND has_table_privilege($1, c.oid, 'DELETE')))
        ORDER BY 1
        """)
    let node: String
    let readOnly: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.text(node)
        parameters.texts(readOnly)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> String { try row.text(0) }
}

/// Chains whose role is missing, can't be taken on by a node, or may do less or more in its schema than it should.
private struct MissingChainRights: Query {
    struct Output: Sendable {
        var slug: String
        var schema: String
        var role: String
        var hasSchema: Bool
        var hasRole: Bool
        /// Tables that the role may not even read. What a migration took away from it is not given back.
        var unreadable: [String]
    }

    static let statement = Statement(
        """
        SELECT t.slug, t.schema_name, t.role_name, n.oid IS NOT NULL, r.oid IS NOT NULL, coalesce(c.unreadable, '')
        FROM retail.tenant t LEFT JOIN pg_namespace n ON n.nspname = t.schema_name LEFT JOIN pg_roles r ON r.rolname = t.role_name
        LEFT JOIN LATERAL (
            SELECT string_agg(c.relname, ' ') FILTER (WHERE r.oid IS NULL OR NOT has_table_privilege(r.oid, c.oid, 'SELECT')) AS unreadable,
                bool_or(r.oid IS NOT NULL AND c.relname = ANY ($2)
                    AND (has_table_privilege(r.oid, c.oid, 'UPDATE') OR has_table_privilege(r.oid, c.oid, 'DELETE'))) AS excess
            FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p')) c ON true
        WHERE n.oid IS NULL OR r.oid IS NULL OR c.unreadable IS NOT NULL OR c.excess
            OR NOT pg_has_role($1, r.oid, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
            OR NOT has_schema_privilege(r.oid, n.oid, 'USAGE')
            OR NOT EXISTS (
                SELECT FROM pg_default_acl d WHERE d.defaclrole IN (n.nspowner, (SELECT oid FROM pg_roles WHERE rolname = current_user))
                AND d.defaclnamespace = n.oid AND d.defaclobjtype = 'r')
        ORDER BY 1
        """)
    let node: String
    let appendOnly: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.text(node)
        parameters.texts(appendOnly)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> Output {
        Output(
            slug: try row.text(0), schema: try row.text(1), role: try row.text(2), hasSchema: try row.bool(3), hasRole: try row.bool(4),
            unreadable: try row.text(5).split(separator: " ").map(String.init))
    }
}
