-- What the server knows across chains. Only the server's own role may read it; a chain's role sees its own schema alone.
-- Tenants are referred to by id, never by a foreign key: a schema can then move to another database (ARCHITECTURE.md, "Scaling out").

CREATE TABLE retail.tenant (
    id          uuid PRIMARY KEY,
    slug        text NOT NULL UNIQUE CHECK (slug ~ '^[a-z][a-z0-9-]{1,40}$'),
    name        text NOT NULL,
    schema_name text NOT NULL UNIQUE,
    role_name   text NOT NULL UNIQUE,
    status      text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
    created_at  timestamptz NOT NULL DEFAULT now()
);

-- Sessions of people, tokens of devices and keys of integrations. Tokens are kept as SHA-256 only.
CREATE TABLE retail.session (
    id              uuid PRIMARY KEY,
    tenant_id       uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('staff', 'device', 'api_key')),
    subject_id      uuid NOT NULL,
    label           text NOT NULL DEFAULT '',
    access_digest   bytea NOT NULL UNIQUE,
    refresh_digest  bytea UNIQUE,
    -- The refresh token before this one: seen again, it was stolen, and the session ends.
    spent_digest    bytea UNIQUE,
    created_at      timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    refresh_until   timestamptz,
    ended_at        timestamptz,
    ended_why       text
);
CREATE INDEX session_subject ON retail.session (tenant_id, subject_id) WHERE ended_at IS NULL;
