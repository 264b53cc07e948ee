-- Which receipt numbers have not come yet, so that one that comes late is told from one that comes twice: ascending ranges, "2-4 7-7".
ALTER TABLE @.receipt_series ADD COLUMN missing text NOT NULL DEFAULT '';

UPDATE @.receipt_series r SET missing = g.ranges FROM (
    SELECT register_id, series, string_agg((before + 1) || '-' || (number - 1), ' ' ORDER BY number) AS ranges
    FROM (
        SELECT register_id, series, number, before, row_number() OVER (PARTITION BY register_id, series ORDER BY number DESC) AS place
        FROM (
            SELECT register_id, series, receipt_number AS number, lag(receipt_number, 1, 0::bigint) OVER (
                PARTITION BY register_id, series ORDER BY receipt_number
            ) AS before
            FROM @.sale
        ) s
        WHERE number > before + 1
    ) gaps
    WHERE place <= 100 GROUP BY register_id, series
) g
WHERE r.register_id = g.register_id AND r.series = g.series;

-- The chain's settings and its first person were never told to the catalogue's stream: now they are, once. A chain that is being made tells
-- them itself.
WITH moved AS (
    UPDATE @.sync_stream SET head = head + 1 WHERE name = 'catalog' AND EXISTS (SELECT FROM @.chain) RETURNING id, head
)
INSERT INTO @.sync_change (stream, position, op_id, critical, at, payload)
SELECT m.id, m.head, (SELECT id FROM @.chain), false, now(), (
    SELECT json_agg(e.change)::text FROM (
        SELECT json_build_object('entity', 'chain', 'row_version', c.row_version, 'data', json_build_object(
            'id', c.id, 'name', c.name, 'currency', c.currency, 'tax_mode', c.tax_mode, 'rounding_mode', c.rounding_mode)) AS change
        FROM @.chain c
        UNION ALL
        SELECT json_build_object('entity', 'staff', 'row_version', s.row_version, 'data', json_build_object(
            'id', s.id, 'username', s.username, 'name', s.name, 'role', s.role, 'store_ids', array_remove(string_to_array(s.stores, ' '), ''),
            'status', s.status))
        FROM @.staff s WHERE s.role = 'owner'
    ) e
)
FROM moved m;
