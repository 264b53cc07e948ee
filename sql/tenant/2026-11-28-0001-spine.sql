-- A chain's schema. No triggers and no foreign keys between schemas: it shards as it is (docs/adr/0006).
-- Ids are UUIDv7 made by clients, money is minor units (bigint), quantities thousandths (bigint), times UTC.
-- The all-zero id stands for "none" where a column is part of a key.

-- ── the chain ────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE @.chain (
    id            uuid PRIMARY KEY,
    name          text NOT NULL,
    currency      text NOT NULL,
    epoch         uuid NOT NULL,
    tax_mode      text NOT NULL DEFAULT 'inclusive',
    rounding_mode text NOT NULL DEFAULT 'half_even',
    row_version   bigint NOT NULL DEFAULT 1
);

CREATE TABLE @.store (
    id          uuid PRIMARY KEY,
    code        text NOT NULL UNIQUE,
    name        text NOT NULL,
    time_zone   text NOT NULL,
    status      text NOT NULL,
    row_version bigint NOT NULL
);

CREATE TABLE @.register (
    id          uuid PRIMARY KEY,
    store_id    uuid NOT NULL,
    code        text NOT NULL,
    name        text NOT NULL,
    row_version bigint NOT NULL,
    UNIQUE (store_id, code)
);

-- ── people and devices ───────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE @.role (
    name        text PRIMARY KEY,
    -- Space-separated permissions. The built-in roles stand in the code.
    permissions text NOT NULL,
    row_version bigint NOT NULL DEFAULT 1
);

CREATE TABLE @.staff (
    id          uuid PRIMARY KEY,
    username    text NOT NULL UNIQUE,
    name        text NOT NULL,
    role        text NOT NULL,
    -- Space-separated store ids; empty: every store of the chain.
    stores      text NOT NULL DEFAULT '',
    status      text NOT NULL DEFAULT 'active',
    row_version bigint NOT NULL DEFAULT 1
);

CREATE TABLE @.staff_password (
    staff_id      uuid PRIMARY KEY,
    encoded       text NOT NULL,
    failures      int NOT NULL DEFAULT 0,
    locked_until  timestamptz,
    allows_many   boolean NOT NULL DEFAULT false,
    changed_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE @.device (
    id            uuid PRIMARY KEY,
    store_id      uuid NOT NULL,
    register_id   uuid NOT NULL,
    name          text NOT NULL,
    status        text NOT NULL,
    incarnation   bigint NOT NULL DEFAULT 1,
    last_seq      bigint NOT NULL DEFAULT 0,
    row_version   bigint NOT NULL DEFAULT 1
) WITH (fillfactor = 70);

CREATE TABLE @.device_enrolment (
    code_digest bytea PRIMARY KEY,
    device_id   uuid NOT NULL,
    store_id    uuid NOT NULL,
    register_id uuid NOT NULL,
    name        text NOT NULL,
    created_by  uuid NOT NULL,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz
);

CREATE TABLE @.device_seen (
    device_id   uuid PRIMARY KEY,
    seen_at     timestamptz NOT NULL,
    cursors     text NOT NULL DEFAULT '',
    last_error  text
) WITH (fillfactor = 50);

CREATE TABLE @.api_key (
    id          uuid PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    role        text NOT NULL,
    stores      text NOT NULL DEFAULT '',
    created_by  uuid NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    revoked_at  timestamptz
);

-- ── catalogue ────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE @.category (
    id          uuid PRIMARY KEY,
    parent_id   uuid NOT NULL,
    name        text NOT NULL,
    sku_prefix  text NOT NULL DEFAULT '',
    row_version bigint NOT NULL,
    UNIQUE (parent_id, name)
);

CREATE TABLE @.tax_class (
    id          uuid PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    rate_micro  bigint NOT NULL CHECK (rate_micro BETWEEN 0 AND 10000000),
    row_version bigint NOT NULL
);

CREATE TABLE @.product (
    id           uuid PRIMARY KEY,
    sku          text NOT NULL,
    name         text NOT NULL,
    brand        text NOT NULL DEFAULT '',
    category_id  uuid NOT NULL,
    tax_class_id uuid NOT NULL,
    unit         text NOT NULL DEFAULT 'each',
    status       text NOT NULL DEFAULT 'active',
    row_version  bigint NOT NULL
);
CREATE UNIQUE INDEX product_sku ON @.product (sku);

CREATE TABLE @.barcode (
    gtin        bigint PRIMARY KEY,
    product_id  uuid NOT NULL,
    row_version bigint NOT NULL
);
CREATE INDEX barcode_product ON @.barcode (product_id);

-- store_id none: the chain's price. The version with the latest effective_at that has come applies.
CREATE TABLE @.price (
    product_id       uuid NOT NULL,
    store_id         uuid NOT NULL,
    effective_at     timestamptz NOT NULL,
    unit_price_minor bigint NOT NULL CHECK (unit_price_minor >= 0),
    row_version      bigint NOT NULL,
    PRIMARY KEY (product_id, store_id, effective_at)
);

-- ── customers ────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE @.customer (
    id            uuid PRIMARY KEY,
    code          text NOT NULL UNIQUE,
    name          text NOT NULL,
    phone         text NOT NULL DEFAULT '',
    mail          text NOT NULL DEFAULT '',
    home_store_id uuid NOT NULL,
    status        text NOT NULL DEFAULT 'active',
    row_version   bigint NOT NULL
);

-- ── stock ────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE @.stock_batch (
    product_id  uuid NOT NULL,
    number      text NOT NULL,
    id          uuid NOT NULL UNIQUE,
    expiry      date,
    status      text NOT NULL DEFAULT 'active',
    row_version bigint NOT NULL,
    PRIMARY KEY (product_id, number)
);

-- What is where. Derived from stock_movement and kept with it in the same transaction; /v1/stock/proof compares the two.
CREATE TABLE @.stock_balance (
    store_id        uuid NOT NULL,
    product_id      uuid NOT NULL,
    batch_id        uuid NOT NULL,
    on_hand_milli   bigint NOT NULL,
    unit_cost_minor bigint NOT NULL,
    expiry          date,
    -- Null until goods were received or counted here: until then nobody knows the stock and nobody is told it is short.
    received_at     timestamptz,
    status          text NOT NULL,
    last_op_id      uuid NOT NULL,
    last_actor_id   uuid NOT NULL,
    last_at         timestamptz NOT NULL,
    row_version     bigint NOT NULL,
    PRIMARY KEY (store_id, product_id, batch_id)
) WITH (fillfactor = 70);

CREATE TABLE @.stock_movement (
    store_id        uuid NOT NULL,
    product_id      uuid NOT NULL,
    batch_id        uuid NOT NULL,
    op_id           uuid NOT NULL,
    part            int NOT NULL,
    kind            text NOT NULL,
    delta_milli     bigint NOT NULL,
    unit_cost_minor bigint NOT NULL,
    occurred_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    reason          text,
    PRIMARY KEY (store_id, product_id, op_id, part)
);
CREATE INDEX stock_movement_time ON @.stock_movement USING brin (recorded_at);

-- ── sales ────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE @.sale (
    id              uuid PRIMARY KEY,
    kind            text NOT NULL,
    refund_of       uuid,
    store_id        uuid NOT NULL,
    register_id     uuid NOT NULL,
    actor_id        uuid NOT NULL,
    staff_id        uuid,
    customer_id     uuid,
    series          uuid NOT NULL,
    receipt_number  bigint NOT NULL,
    business_day    date NOT NULL,
    occurred_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    tax_mode        text NOT NULL,
    shelf_minor     bigint NOT NULL,
    discount_minor  bigint NOT NULL,
    revenue_minor   bigint NOT NULL,
    tax_minor       bigint NOT NULL,
    due_minor       bigint NOT NULL,
    line_count      int NOT NULL,
    -- What a manager should look at, with spaces between: oversold, price_differs, batch_expired, receipt_gap, ….
    flags           text NOT NULL
) WITH (fillfactor = 95);
CREATE INDEX sale_day ON @.sale USING brin (business_day);

CREATE TABLE @.sale_line (
    sale_id                 uuid NOT NULL,
    line                    int NOT NULL,
    kind                    text NOT NULL,
    store_id                uuid NOT NULL,
    business_day            date NOT NULL,
    product_id              uuid NOT NULL,
    quantity_milli          bigint NOT NULL,
    unit_price_minor        bigint NOT NULL,
    shelf_minor             bigint NOT NULL,
    loyalty_discount_minor  bigint NOT NULL,
    coupon_discount_minor   bigint NOT NULL,
    promotion_discount_minor bigint NOT NULL,
    manual_discount_minor   bigint NOT NULL,
    revenue_minor           bigint NOT NULL,
    maker_coupon_minor      bigint NOT NULL,
    tax_rate_micro          bigint NOT NULL,
    tax_minor               bigint NOT NULL,
    cost_minor              bigint NOT NULL,
    -- What came from which batch, to be given back by a refund: "batch:milli:scanned|inferred" with spaces between.
    picks                   text NOT NULL DEFAULT '',
    refunded_milli          bigint NOT NULL DEFAULT 0,
    refunded_minor          bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (sale_id, line),
    CHECK (kind = 'refund' OR refunded_milli <= greatest(quantity_milli, 0))
);
CREATE INDEX sale_line_day ON @.sale_line USING brin (business_day);

CREATE TABLE @.sale_payment (
    sale_id      uuid NOT NULL,
    part         int NOT NULL,
    method       text NOT NULL,
    amount_minor bigint NOT NULL,
    reference    text,
    PRIMARY KEY (sale_id, part)
);

-- The last receipt number of a register under one enrolment: gapless, never recycled.
CREATE TABLE @.receipt_series (
    register_id uuid NOT NULL,
    series      uuid NOT NULL,
    last_number bigint NOT NULL,
    PRIMARY KEY (register_id, series)
) WITH (fillfactor = 50);

-- ── sync ─────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE @.sync_stream (
    id    int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name  text NOT NULL UNIQUE,
    head  bigint NOT NULL DEFAULT 0,
    floor bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 20, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

-- One row per operation and stream: what the operation changed there, encoded once, passed on byte for byte (docs/adr/0004).
CREATE TABLE @.sync_change (
    stream   int NOT NULL,
    position bigint NOT NULL,
    op_id    uuid NOT NULL,
    critical boolean NOT NULL,
    at       timestamptz NOT NULL,
    payload  text NOT NULL,
    PRIMARY KEY (stream, position)
) WITH (toast_tuple_target = 8160);
ALTER TABLE @.sync_change ALTER COLUMN payload SET STORAGE EXTERNAL;

CREATE TABLE @.sync_operation (
    id        uuid PRIMARY KEY,
    actor_id  uuid NOT NULL,
    seq       bigint NOT NULL,
    body_hash bytea NOT NULL,
    verdict   text NOT NULL
);

-- Who tried what, when, with what outcome; chained per device (or store, for what did not come from a device).
CREATE TABLE @.sync_audit (
    chain      uuid NOT NULL,
    number     bigint NOT NULL,
    at         timestamptz NOT NULL,
    actor_id   uuid NOT NULL,
    action     text NOT NULL,
    op_id      uuid,
    outcome    text NOT NULL,
    detail     text,
    attempts   int NOT NULL,
    request_id text NOT NULL,
    hash       bytea NOT NULL,
    PRIMARY KEY (chain, number)
);
CREATE INDEX sync_audit_time ON @.sync_audit USING brin (at);

CREATE TABLE @.audit_chain (
    id     uuid PRIMARY KEY,
    number bigint NOT NULL,
    hash   bytea NOT NULL
) WITH (fillfactor = 20);

INSERT INTO @.sync_stream (name) VALUES ('catalog');
