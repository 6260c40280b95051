DROP TABLE market_pages;
DROP TABLE candle_flaws;
DROP TABLE candle_checks;
DROP TRIGGER candles_removed;
DROP TRIGGER candles_replaced;
DROP TABLE candle_changes;
DROP TABLE candle_absences;
DROP TABLE market_gaps;
ALTER TABLE candles DROP COLUMN mark;
