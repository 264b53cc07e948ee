-- The trail says where a request came from; a row's format says what its hash covers (docs/adr/0016).
ALTER TABLE @.sync_audit ADD COLUMN address text NOT NULL DEFAULT '', ADD COLUMN format int NOT NULL DEFAULT 1;

-- The ends of all chains, signed every so often by a key that the database does not have. A seal covers the one before it.
CREATE TABLE @.audit_seal (
    number    bigint PRIMARY KEY,
    at        timestamptz NOT NULL,
    -- How many chains there were, and SHA-256 over their ends in the order of their ids.
    chains    bigint NOT NULL,
    root      bytea NOT NULL,
    hash      bytea NOT NULL,
    key_id    text NOT NULL,
    signature bytea NOT NULL
);

-- The ends that the last seal covers. Nobody has to trust it: its sum is in the seal.
CREATE TABLE @.audit_sealed (
    chain  uuid PRIMARY KEY,
    number bigint NOT NULL,
    hash   bytea NOT NULL
) WITH (fillfactor = 50);

-- Whoever gets hold of a chain's role adds to the trail and reads it; nothing else.
DO $$
DECLARE
    holder text;
BEGIN
    FOR holder IN
        SELECT DISTINCT a.grantee::regrole::text FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.oid = '@.sync_audit'::regclass AND a.grantee <> 0 AND a.grantee <> c.relowner
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON @.sync_audit, @.audit_seal, @.audit_chain FROM %s', holder);
        EXECUTE format('REVOKE DELETE, TRUNCATE ON @.audit_sealed FROM %s', holder);
        EXECUTE format('GRANT UPDATE (number, hash) ON @.audit_chain TO %s', holder);
    END LOOP;
END $$;
