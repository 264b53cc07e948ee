internal import RetailCore

/// The embedded database's own roles, and the SQL that sees to them.
///
/// PostgreSQL's superuser logs in by nobody's password: it is there in single-user mode and, through the socket, for the system's user who
/// runs the database. `retail` owns the database, makes chains and migrates; `retail_node` is what a serving node logs in as, and owns
/// nothing (docs/adr/0015); `retail_backup` copies the cluster and follows its log, and sees no table.
struct Roles {
    static let owner = "retail"
    static let node = "retail_node"
    static let backup = "retail_backup"
    static let superuser = "postgres"
    static let database = "retail"

    let ownerPassword: String
    let nodePassword: String
    let backupPassword: String

    /// libpq's `passfile`.
    var passwordFile: String {
        [(Self.owner, ownerPassword), (Self.node, nodePassword), (Self.backup, backupPassword)].map { "*:*:*:\($0):\($1)\n" }.joined()
    }

    /// Whether a password file was written by this layout: earlier ones knew a single log-in, a superuser, or none for back-ups.
    static func isCurrent(_ passwordFile: String) -> Bool { [owner, node, backup].allSatisfy { passwordFile.contains(":\($0):") } }

    /// Whom `pg_hba.conf` lets in: the log-ins with their passwords, into the one database, and the one for back-ups to the copy of all of it;
    /// the superuser without one, if the system says that it is the user who runs the database.
    static let accessText = """
        # Written by retail at each start.
        local \(database) \(owner),\(node),\(backup) scram-sha-256
        local replication \(backup) scram-sha-256
        local all \(superuser) peer map=retail

        """

    /// `pg_ident.conf`: who is the superuser.
    static func identities(_ account: String) -> String {
        """
        # Written by retail at each start.
        retail "\(account.replacing("\"", with: ""))" \(superuser)

        """
    }

    /// In the database `postgres`: who there is, cluster-wide. Can be repeated.
    ///
    /// A data folder of before has `retail` as the bootstrap superuser, which can't be made an ordinary role (it owns the system's catalogue):
    /// it becomes `postgres`, from a second superuser's session, as nobody renames himself.
    var rolesScript: String {
        let attributes = "LOGIN NOSUPERUSER NOCREATEDB NOBYPASSRLS"
        return Self.oneLine(
            """
            DO $retail$
            DECLARE chain text;
            BEGIN
                IF (SELECT rolname FROM pg_authid WHERE oid = 10) <> '\(Self.superuser)' THEN
                    CREATE ROLE retail_step SUPERUSER;
                    SET SESSION AUTHORIZATION retail_step;
                    EXECUTE format('ALTER ROLE %I RENAME TO \(Self.superuser)', (SELECT rolname FROM pg_authid WHERE oid = 10));
                    SET SESSION AUTHORIZATION \(Self.superuser);
                    DROP ROLE retail_step;
                END IF;
                ALTER ROLE \(Self.superuser) PASSWORD NULL;
                IF NOT EXISTS (SELECT FROM pg_authid WHERE rolname = '\(Self.owner)') THEN CREATE ROLE \(Self.owner); END IF;
                IF NOT EXISTS (SELECT FROM pg_authid WHERE rolname = '\(Self.node)') THEN CREATE ROLE \(Self.node); END IF;
                IF NOT EXISTS (SELECT FROM pg_authid WHERE rolname = '\(Self.backup)') THEN CREATE ROLE \(Self.backup); END IF;
                ALTER ROLE \(Self.owner) \(attributes) NOREPLICATION CREATEROLE INHERIT PASSWORD '\(ownerPassword)';
                ALTER ROLE \(Self.node) \(attributes) NOREPLICATION NOCREATEROLE NOINHERIT PASSWORD '\(nodePassword)';
                ALTER ROLE \(Self.backup) \(attributes) REPLICATION NOCREATEROLE NOINHERIT PASSWORD '\(backupPassword)';
                FOR chain IN SELECT rolname FROM pg_authid WHERE rolname ~ '^t_' AND NOT rolcanlogin LOOP
                    EXECUTE format('GRANT %I TO \(Self.owner) WITH ADMIN OPTION', chain);
                END LOOP;
                REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
            END
            $retail$
            """)
    }

    /// Fails where there is one already; that is as good.
    static let databaseScript = "CREATE DATABASE \(database) OWNER \(owner)\n"

    /// In the database `retail`: what it holds belongs to the owner, also what the superuser of an earlier layout made.
    ///
    /// `set_config` is how a node takes on a chain's role. A statement that runs in a chain's name has no use for it, and could let go of
    /// the role by it.
    static let ownershipScript = oneLine(
        """
        DO $retail$
        DECLARE thing record;
        BEGIN
            ALTER DATABASE \(database) OWNER TO \(owner);
            REVOKE ALL ON DATABASE \(database) FROM PUBLIC;
            GRANT CONNECT ON DATABASE \(database) TO \(node), \(backup);
            REVOKE CREATE ON SCHEMA public FROM PUBLIC;
            REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO \(owner), \(node);
            FOR thing IN
                SELECT nspname FROM pg_namespace WHERE nspowner = 10 AND nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
            LOOP
                EXECUTE format('ALTER SCHEMA %I OWNER TO \(owner)', thing.nspname);
            END LOOP;
            FOR thing IN
                SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relowner = 10 AND c.relkind IN ('r', 'p', 'S', 'v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND c.relkind = 'S' AND d.deptype IN ('a', 'i'))
            LOOP
                EXECUTE format('ALTER TABLE %I.%I OWNER TO \(owner)', thing.nspname, thing.relname);
            END LOOP;
        END
        $retail$
        """)

    /// Single-user mode takes a line for a statement.
    private static func oneLine(_ sql: String) -> String {
        sql.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ") + "\n"
    }
}
