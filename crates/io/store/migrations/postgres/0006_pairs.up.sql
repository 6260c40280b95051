-- The pair an order belongs to: only one of its two orders may trade.
ALTER TABLE orders ADD COLUMN list_id BIGINT;
