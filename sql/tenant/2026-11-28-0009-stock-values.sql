-- What stock is worth, exactly: each movement carries its value, a balance their sum. What was bought is what sales cost, what was written off
-- or found, and what is there.
ALTER TABLE @.stock_movement ADD COLUMN value_minor bigint;
ALTER TABLE @.stock_balance ADD COLUMN value_minor bigint NOT NULL DEFAULT 0;

UPDATE @.stock_movement SET value_minor = least(greatest(round(delta_milli::numeric * unit_cost_minor / 1000), -1e18), 1e18);

-- What a sale cost stands on its lines; they were rounded together, their movements one by one. The last takes the difference.
WITH moved AS (
    SELECT op_id, max(part) AS part, sum(value_minor) AS value FROM @.stock_movement WHERE kind IN ('sale', 'refund') GROUP BY op_id
), cost AS (
    SELECT o.id AS op_id, sum(l.cost_minor) AS cost
    FROM @.sync_operation o
    JOIN @.sale_line l ON l.sale_id = coalesce((o.verdict::jsonb #>> '{result,sale_id}')::uuid, o.id)
    WHERE o.id IN (SELECT op_id FROM moved) GROUP BY o.id
)
UPDATE @.stock_movement m SET value_minor = m.value_minor - (v.value + c.cost)
FROM moved v JOIN cost c USING (op_id)
WHERE m.op_id = v.op_id AND m.part = v.part AND m.kind IN ('sale', 'refund') AND v.value + c.cost <> 0;
ALTER TABLE @.stock_movement ALTER COLUMN value_minor SET NOT NULL;

-- Goods that came back and could not be sold again were no gain.
UPDATE @.sale_line l SET cost_minor = 0
WHERE l.kind = 'refund' AND l.cost_minor <> 0 AND NOT EXISTS (
    SELECT FROM @.sync_operation o JOIN @.stock_movement m ON m.op_id = o.id AND m.kind = 'refund'
    WHERE coalesce((o.verdict::jsonb #>> '{result,sale_id}')::uuid, o.id) = l.sale_id
);

UPDATE @.stock_balance b SET value_minor = m.value FROM (
    SELECT store_id, product_id, batch_id, sum(value_minor) AS value FROM @.stock_movement GROUP BY 1, 2, 3
) m WHERE (b.store_id, b.product_id, b.batch_id) = (m.store_id, m.product_id, m.batch_id);
