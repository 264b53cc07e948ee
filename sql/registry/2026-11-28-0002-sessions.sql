-- Sessions whose tokens are followed through their whole life, and what nodes must know of them without being told.

ALTER TABLE retail.session
    -- Where the log-in came from: an IPv4 address, or the first 64 bits of an IPv6 one.
    ADD COLUMN address        text NOT NULL DEFAULT '',
    -- A device's token: until its first use the code that gave it can be used again (the answer may have been lost).
    ADD COLUMN first_used_at  timestamptz,
    -- With the token before this one it makes this one again (docs/adr/0014); by itself it makes nothing.
    ADD COLUMN rotation_nonce bytea,
    ADD COLUMN rotated_at     timestamptz;
CREATE INDEX session_device ON retail.session (subject_id) WHERE kind = 'device';
CREATE INDEX session_expiry ON retail.session (refresh_until) WHERE ended_at IS NULL;
CREATE INDEX session_over ON retail.session (ended_at) WHERE ended_at IS NOT NULL;

-- Every refresh token that was exchanged for another, not only the last: seen again, it was stolen.
CREATE TABLE retail.spent_token (
    digest     bytea PRIMARY KEY,
    session_id uuid NOT NULL,
    spent_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX spent_token_age ON retail.spent_token USING brin (spent_at);
INSERT INTO retail.spent_token (digest, session_id)
SELECT spent_digest, id FROM retail.session WHERE spent_digest IS NOT NULL AND ended_at IS NULL;

-- From where somebody has logged in before: a stranger's wrong guesses never slow those addresses down.
CREATE TABLE retail.known_address (
    tenant_id  uuid NOT NULL,
    address    text NOT NULL,
    subject_id uuid NOT NULL,
    last_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, address, subject_id)
);

-- Whose rights have changed, written in the transaction that changed them: each node reads it from where it stopped (docs/adr/0014).
CREATE TABLE retail.access_change (
    -- Numbers of an identity do not come in commit order; a snapshot tells which transactions can still bring rows.
    xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    id         bigint GENERATED ALWAYS AS IDENTITY,
    tenant_id  uuid NOT NULL,
    -- Null: everybody of the chain.
    subject_id uuid,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (xid, id)
);
