-- What a till says has happened and can't be booked, as it came. The till is done with it; somebody has to look.
CREATE TABLE @.held_operation (
    id          uuid PRIMARY KEY,
    device_id   uuid NOT NULL,
    store_id    uuid NOT NULL,
    type        text NOT NULL,
    body        text NOT NULL,
    code        text NOT NULL,
    detail      text NOT NULL,
    occurred_at timestamptz NOT NULL,
    held_at     timestamptz NOT NULL,
    status      text NOT NULL,
    row_version bigint NOT NULL
);
CREATE INDEX held_operation_open ON @.held_operation (store_id) WHERE status = 'open';
