package import Postgres
package import RetailCore

/// Whether everybody in the database has what he needs, and no more: roles, grants, owners.
package struct RightsProof: Sendable {
    package struct Finding: Sendable, Hashable {
        /// The chain's short name; empty for what all share.
        package let chain: String
        package let words: String
    }

    /// - Parameters:
    ///   - database: any log-in: only the catalogue and the registry are read.
    ///   - node: the log-in of serving nodes.
    package static func run(_ database: Database, node: String) async throws(Fault) -> [Finding] {
        try await database.read(RightsFindings(node: node), in: .registry)
    }
}

private struct RightsFindings: Query {
    /// A chain's role must be able to read and add everywhere; what a migration took from it (changing the trail) it must not have.
    static let statement = Statement(
        """
        WITH chain AS (
            SELECT t.slug, t.schema_name, t.role_name, n.oid AS schema, n.nspowner AS owner, r.oid AS role, r.rolcanlogin, r.rolsuper
            FROM retail.tenant t LEFT JOIN pg_namespace n ON n.nspname = t.schema_name LEFT JOIN pg_roles r ON r.rolname = t.role_name
        ), relation AS (
            SELECT chain.*, c.oid, c.relname, c.relowner, c.relname IN ('sync_audit', 'audit_seal', 'audit_chain') AS is_trail
            FROM chain JOIN pg_class c ON c.relnamespace = chain.schema AND c.relkind IN ('r', 'p')
        ), registry AS (
            SELECT n.oid AS schema, n.nspowner AS owner FROM pg_namespace n WHERE n.nspname = 'retail'
        )
        SELECT slug, format('its schema %I is missing', schema_name) FROM chain WHERE schema IS NULL
        UNION ALL
        SELECT slug, format('its role %I is missing', role_name) FROM chain WHERE role IS NULL
        UNION ALL
        SELECT slug, format('its role %I can log in, or is a superuser', role_name) FROM chain WHERE rolcanlogin OR rolsuper
        UNION ALL
        SELECT slug, format('the log-in %I can not take on its role %I', $1, role_name) FROM chain
        WHERE NOT pg_has_role($1, role, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
        UNION ALL
        SELECT slug, format('its role %I may not use the schema %I', role_name, schema_name) FROM chain
        WHERE NOT has_schema_privilege(role, schema, 'USAGE')
        UNION ALL
        SELECT slug, format('its role %I may not read and add: %s', role_name, string_agg(relname, ', ' ORDER BY relname)) FROM relation
        WHERE NOT (has_table_privilege(role, oid, 'SELECT') AND has_table_privilege(role, oid, 'INSERT')) GROUP BY slug, role_name
        UNION ALL
        SELECT slug, format('its role %I may change its trail: %s', role_name, string_agg(relname, ', ' ORDER BY relname)) FROM relation
        WHERE is_trail AND (has_table_privilege(role, oid, 'UPDATE') OR has_table_privilege(role, oid, 'DELETE') OR has_table_privilege(role, oid, 'TRUNCATE'))
        GROUP BY slug, role_name
        UNION ALL
        SELECT chain.slug, format('its schema %I belongs to %s, the registry to %s', schema_name, pg_get_userbyid(chain.owner), pg_get_userbyid(registry.owner))
        FROM chain, registry WHERE chain.owner <> registry.owner
        UNION ALL
        SELECT slug, format('not the schema''s owner owns: %s', string_agg(relname, ', ' ORDER BY relname)) FROM relation WHERE relowner <> owner GROUP BY slug
        UNION ALL
        SELECT slug, format('everybody may use its schema %I', schema_name) FROM chain JOIN pg_namespace n ON n.oid = chain.schema
        WHERE EXISTS (SELECT FROM aclexplode(n.nspacl) a WHERE a.grantee = 0)
        UNION ALL
        SELECT '', format('the log-in %I may not use: %s', $1, string_agg(c.relname, ', ' ORDER BY c.relname))
        FROM registry JOIN pg_class c ON c.relnamespace = registry.schema AND c.relkind IN ('r', 'p')
        WHERE NOT (has_schema_privilege($1, registry.schema, 'USAGE') AND has_table_privilege($1, c.oid, 'SELECT') AND (
            c.relname IN ('tenant', 'migration') OR has_table_privilege($1, c.oid, 'INSERT') AND has_table_privilege($1, c.oid, 'UPDATE')
            AND has_table_privilege($1, c.oid, 'DELETE')))
        HAVING count(*) > 0
        ORDER BY 1, 2
        """)
    let node: String

    func bind(_ parameters: inout Parameters) { parameters.text(node) }

    static func decode(_ row: borrowing Row) throws(Fault) -> RightsProof.Finding {
        RightsProof.Finding(chain: try row.text(0), words: try row.text(1))
    }
}
