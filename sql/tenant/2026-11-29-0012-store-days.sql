-- When a store's business day begins, by its own clock: 240 where it closes at four in the morning.
ALTER TABLE @.store ADD COLUMN day_starts_at_minute bigint NOT NULL DEFAULT 0;
