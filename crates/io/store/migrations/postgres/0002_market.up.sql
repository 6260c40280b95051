-- What was seen of the market: closed candles, and the exact bytes that outside parties sent.
CREATE TABLE candles (
    symbol       TEXT COLLATE "C" NOT NULL,
    interval     TEXT COLLATE "C" NOT NULL,
    open_time    BIGINT NOT NULL,
    open         TEXT   NOT NULL,
    high         TEXT   NOT NULL,
    low          TEXT   NOT NULL,
    close        TEXT   NOT NULL,
    volume       TEXT   NOT NULL,
    quote_volume TEXT   NOT NULL,
    trade_count  BIGINT NOT NULL CHECK (trade_count >= 0),
    PRIMARY KEY (symbol, interval, open_time)
);

-- One row per content; every time it arrived is a row of raw_arrivals.
CREATE TABLE raw_records (
    hash     BYTEA  NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    source   TEXT   NOT NULL,
    received BIGINT NOT NULL,
    bytes    BYTEA  NOT NULL
);
CREATE TRIGGER raw_records_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON raw_records
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a raw record is never edited or removed');

CREATE TABLE raw_arrivals (
    number   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash     BYTEA  NOT NULL REFERENCES raw_records (hash),
    source   TEXT COLLATE "C" NOT NULL,
    received BIGINT NOT NULL
);
CREATE INDEX raw_arrivals_by_hash ON raw_arrivals (hash, number);
CREATE INDEX raw_arrivals_by_source ON raw_arrivals (source, number);
CREATE TRIGGER raw_arrivals_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON raw_arrivals
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a raw arrival is never edited or removed');
