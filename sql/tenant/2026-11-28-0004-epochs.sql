-- Which history the chain follows, and where it forked from those before (docs/adr/0021).

-- The server whose history the epoch was begun on; empty: not looked at yet. Another one has a history of its own.
ALTER TABLE @.chain ADD COLUMN history text NOT NULL DEFAULT '';

-- The epochs there were, in their order. The chain's own row says which one holds.
CREATE TABLE @.chain_epoch (
    number   bigint PRIMARY KEY,
    id       uuid NOT NULL UNIQUE,
    history  text NOT NULL,
    reason   text NOT NULL,
    began_at timestamptz NOT NULL DEFAULT now()
);

-- Up to which position of a stream an epoch and the one before it are one. A stream that is not named has nothing in common.
CREATE TABLE @.stream_epoch (
    epoch     uuid NOT NULL,
    stream    int NOT NULL,
    forked_at bigint NOT NULL,
    PRIMARY KEY (epoch, stream)
);

-- What a device need not be able to send again: how far it had come at two moments, the earlier of them long enough ago (docs/adr/0021).
ALTER TABLE @.device_seen
    ADD COLUMN incarnation bigint NOT NULL DEFAULT 0,
    ADD COLUMN durable_seq bigint NOT NULL DEFAULT 0,
    ADD COLUMN kept_seq    bigint NOT NULL DEFAULT 0,
    ADD COLUMN kept_at     timestamptz;
