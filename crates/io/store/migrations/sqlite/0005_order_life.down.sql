ALTER TABLE orders DROP COLUMN stale_since;
ALTER TABLE orders DROP COLUMN trailing_delta;
