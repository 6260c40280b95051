-- What a trailing order keeps behind the price, in basis points, and when an order was found open for too long.
ALTER TABLE orders ADD COLUMN trailing_delta INTEGER;
ALTER TABLE orders ADD COLUMN stale_since INTEGER;
