-- Keys, codes and resets are made by operations: their secrets are derived from the maker's own token and a nonce, so that an answer
-- that was lost can be given again, and neither the nonce nor the digest tells the secret (docs/adr/0013).
ALTER TABLE @.api_key
    ADD COLUMN nonce bytea NOT NULL DEFAULT '',
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;

ALTER TABLE @.device_enrolment
    ADD COLUMN nonce bytea NOT NULL DEFAULT '',
    ADD COLUMN row_version bigint NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX device_enrolment_device ON @.device_enrolment (device_id);

-- The one token that sets a new password for somebody; a later reset takes its place.
CREATE TABLE @.staff_reset (
    staff_id     uuid PRIMARY KEY,
    token_digest bytea NOT NULL UNIQUE,
    nonce        bytea NOT NULL,
    op_id        uuid NOT NULL,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz
);

-- A key that was revoked gives its name free.
ALTER TABLE @.api_key DROP CONSTRAINT api_key_name_key;
CREATE UNIQUE INDEX api_key_name ON @.api_key (name) WHERE revoked_at IS NULL;
