-- A payment says what was handed over, what of it paid for the sale, what was given back and what cash was rounded by; what used to stand
-- as a payment of its own below zero, "change", belongs to the payment it was given for.
ALTER TABLE @.sale_payment
    ADD COLUMN tendered_minor bigint,
    ADD COLUMN change_minor   bigint NOT NULL DEFAULT 0,
    ADD COLUMN rounding_minor bigint NOT NULL DEFAULT 0,
    ADD COLUMN refunded_minor bigint NOT NULL DEFAULT 0;

UPDATE @.sale_payment p SET change_minor = g.part, amount_minor = p.amount_minor - g.part, tendered_minor = p.amount_minor
FROM (
    SELECT sale_id, part AS number, least(amount_minor, greatest(0, back - before)) AS part
    FROM (
        SELECT p.sale_id, p.part, p.amount_minor, c.back,
            coalesce(sum(p.amount_minor) OVER (
                PARTITION BY p.sale_id ORDER BY p.method <> 'cash', p.part ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), 0) AS before
        FROM @.sale_payment p
        JOIN (SELECT sale_id, -sum(amount_minor) AS back FROM @.sale_payment WHERE method = 'change' GROUP BY 1) c USING (sale_id)
        WHERE p.method <> 'change' AND p.amount_minor > 0
    ) s
) g
WHERE p.sale_id = g.sale_id AND p.part = g.number;
DELETE FROM @.sale_payment WHERE method = 'change';
UPDATE @.sale_payment SET tendered_minor = amount_minor WHERE tendered_minor IS NULL;
ALTER TABLE @.sale_payment ALTER COLUMN tendered_minor SET NOT NULL;

-- What has gone back already, to the payments of its kind; what went back otherwise is nobody's.
UPDATE @.sale_payment p SET refunded_minor = g.part
FROM (
    SELECT sale_id, part AS number, least(amount_minor, greatest(0, back - before)) AS part
    FROM (
        SELECT p.sale_id, p.part, p.amount_minor, r.back,
            coalesce(sum(p.amount_minor) OVER (
                PARTITION BY p.sale_id, p.method ORDER BY p.part ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), 0) AS before
        FROM @.sale_payment p
        JOIN (
            SELECT s.refund_of AS sale_id, b.method, -sum(b.amount_minor) AS back
            FROM @.sale s JOIN @.sale_payment b ON b.sale_id = s.id WHERE s.refund_of IS NOT NULL GROUP BY 1, 2
        ) r USING (sale_id, method)
        WHERE p.amount_minor > 0
    ) s
) g
WHERE p.sale_id = g.sale_id AND p.part = g.number;

-- What two tills gave back without knowing of each other has happened: no rule of the table may refuse it.
ALTER TABLE @.sale_line DROP CONSTRAINT sale_line_check;

-- The smallest coin, told to the tills with the chain's settings.
ALTER TABLE @.chain ADD COLUMN cash_step_minor bigint NOT NULL DEFAULT 1 CHECK (cash_step_minor BETWEEN 1 AND 1000000);
UPDATE @.chain SET row_version = row_version + 1;
WITH moved AS (
    UPDATE @.sync_stream SET head = head + 1 WHERE name = 'catalog' AND EXISTS (SELECT FROM @.chain) RETURNING id, head
)
INSERT INTO @.sync_change (stream, position, op_id, critical, at, payload)
SELECT m.id, m.head, c.id, false, now(), json_build_array(json_build_object('entity', 'chain', 'row_version', c.row_version, 'data',
    json_build_object('id', c.id, 'name', c.name, 'currency', c.currency, 'tax_mode', c.tax_mode, 'rounding_mode', c.rounding_mode,
        'cash_step_minor', c.cash_step_minor)))::text
FROM moved m, @.chain c;
