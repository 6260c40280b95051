-- What was seen of the market: closed candles, and the exact bytes that outside parties sent.
CREATE TABLE candles (
    symbol       TEXT    NOT NULL,
    interval     TEXT    NOT NULL,
    open_time    INTEGER NOT NULL,
    open         TEXT    NOT NULL,
    high         TEXT    NOT NULL,
    low          TEXT    NOT NULL,
    close        TEXT    NOT NULL,
    volume       TEXT    NOT NULL,
    quote_volume TEXT    NOT NULL,
    trade_count  INTEGER NOT NULL CHECK (trade_count >= 0),
    PRIMARY KEY (symbol, interval, open_time)
) STRICT, WITHOUT ROWID;

-- One row per content; every time it arrived is a row of raw_arrivals.
CREATE TABLE raw_records (
    hash     BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    source   TEXT NOT NULL,
    received INTEGER NOT NULL,
    bytes    BLOB NOT NULL
) STRICT;
CREATE TRIGGER raw_records_once BEFORE INSERT ON raw_records
WHEN EXISTS (SELECT 1 FROM raw_records WHERE hash = NEW.hash)
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER raw_records_keep BEFORE UPDATE ON raw_records
BEGIN SELECT RAISE(ABORT, 'a raw record is never edited'); END;
CREATE TRIGGER raw_records_stay BEFORE DELETE ON raw_records
BEGIN SELECT RAISE(ABORT, 'a raw record is never removed'); END;

CREATE TABLE raw_arrivals (
    number   INTEGER PRIMARY KEY,
    hash     BLOB    NOT NULL REFERENCES raw_records (hash),
    source   TEXT    NOT NULL,
    received INTEGER NOT NULL
) STRICT;
CREATE INDEX raw_arrivals_by_hash ON raw_arrivals (hash, number);
CREATE INDEX raw_arrivals_by_source ON raw_arrivals (source, number);
CREATE TRIGGER raw_arrivals_keep BEFORE UPDATE ON raw_arrivals
BEGIN SELECT RAISE(ABORT, 'a raw arrival is never edited'); END;
CREATE TRIGGER raw_arrivals_stay BEFORE DELETE ON raw_arrivals
BEGIN SELECT RAISE(ABORT, 'a raw arrival is never removed'); END;
