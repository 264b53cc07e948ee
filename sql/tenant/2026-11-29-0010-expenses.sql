-- What was paid out of the drawer for other things than goods.
CREATE TABLE @.expense (
    id           uuid PRIMARY KEY,
    store_id     uuid NOT NULL,
    register_id  uuid,
    actor_id     uuid NOT NULL,
    staff_id     uuid,
    business_day date NOT NULL,
    occurred_at  timestamptz NOT NULL,
    category     text NOT NULL,
    amount_minor bigint NOT NULL,
    flags        text[] NOT NULL,
    row_version  bigint NOT NULL
);
CREATE INDEX expense_store ON @.expense (store_id, id);
