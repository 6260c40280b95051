-- What is known of the quality of market data: spans that lacked something, where kept candles come from, what was found
-- wrong with them, and what stood in a candle's place before it was replaced.
ALTER TABLE candles ADD COLUMN mark TEXT NOT NULL DEFAULT 'unknown'
    CHECK (mark IN ('unknown', 'partial', 'whole', 'venue'));

-- A span of candles, trades or book differences that lacked something. Trades and books have no interval: it is empty.
CREATE TABLE market_gaps (
    kind       TEXT    NOT NULL CHECK (kind IN ('candles', 'trades', 'depth')),
    symbol     TEXT    NOT NULL,
    interval   TEXT    NOT NULL,
    from_time  INTEGER NOT NULL,
    found      INTEGER NOT NULL,
    until_time INTEGER,
    reason     TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('open', 'repaired', 'absent')),
    failures   INTEGER NOT NULL CHECK (failures >= 0),
    closed     INTEGER,
    candles    INTEGER,
    PRIMARY KEY (kind, symbol, interval, from_time, found)
) STRICT, WITHOUT ROWID;
CREATE INDEX market_gaps_by_found ON market_gaps (found);
CREATE INDEX market_gaps_by_state ON market_gaps (state, found);

-- Spans of which the venue said that it has no candle: each once, never two that touch.
CREATE TABLE candle_absences (
    symbol     TEXT    NOT NULL,
    interval   TEXT    NOT NULL,
    from_time  INTEGER NOT NULL,
    until_time INTEGER NOT NULL CHECK (until_time > from_time),
    told       INTEGER NOT NULL,
    PRIMARY KEY (symbol, interval, from_time)
) STRICT, WITHOUT ROWID;
CREATE INDEX candle_absences_by_told ON candle_absences (told);

-- What stood in a candle's place before it was replaced or taken out. Seconds are kept for a while only and are not here.
CREATE TABLE candle_changes (
    number       INTEGER PRIMARY KEY,
    symbol       TEXT    NOT NULL,
    interval     TEXT    NOT NULL,
    open_time    INTEGER NOT NULL,
    open         TEXT    NOT NULL,
    high         TEXT    NOT NULL,
    low          TEXT    NOT NULL,
    close        TEXT    NOT NULL,
    volume       TEXT    NOT NULL,
    quote_volume TEXT    NOT NULL,
    trade_count  INTEGER NOT NULL,
    mark         TEXT    NOT NULL,
    deed         TEXT    NOT NULL CHECK (deed IN ('replaced', 'removed'))
) STRICT;
CREATE INDEX candle_changes_by_candle ON candle_changes (symbol, interval, open_time);
CREATE TRIGGER candles_replaced AFTER UPDATE ON candles
WHEN OLD.interval <> '1s' AND (OLD.open <> NEW.open OR OLD.high <> NEW.high OR OLD.low <> NEW.low OR OLD.close <> NEW.close
    OR OLD.volume <> NEW.volume OR OLD.quote_volume <> NEW.quote_volume OR OLD.trade_count <> NEW.trade_count)
BEGIN
    INSERT INTO candle_changes (symbol, interval, open_time, open, high, low, close, volume, quote_volume, trade_count, mark, deed)
    VALUES (OLD.symbol, OLD.interval, OLD.open_time, OLD.open, OLD.high, OLD.low, OLD.close, OLD.volume, OLD.quote_volume,
        OLD.trade_count, OLD.mark, 'replaced');
END;
CREATE TRIGGER candles_removed AFTER DELETE ON candles WHEN OLD.interval <> '1s'
BEGIN
    INSERT INTO candle_changes (symbol, interval, open_time, open, high, low, close, volume, quote_volume, trade_count, mark, deed)
    VALUES (OLD.symbol, OLD.interval, OLD.open_time, OLD.open, OLD.high, OLD.low, OLD.close, OLD.volume, OLD.quote_volume,
        OLD.trade_count, OLD.mark, 'removed');
END;

-- Checks of kept candles, each with its figures.
CREATE TABLE candle_checks (
    number   INTEGER PRIMARY KEY,
    asked_by TEXT    NOT NULL,
    began    INTEGER NOT NULL,
    ended    INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    symbols  INTEGER NOT NULL,
    looked   INTEGER NOT NULL,
    compared INTEGER NOT NULL,
    flaws    INTEGER NOT NULL,
    repaired INTEGER NOT NULL,
    unasked  INTEGER NOT NULL
) STRICT;

-- What was found wrong with kept candles, each with the hash of the venue's page that shows it; empty where there is none.
CREATE TABLE candle_flaws (
    symbol     TEXT    NOT NULL,
    interval   TEXT    NOT NULL,
    from_time  INTEGER NOT NULL,
    flaw       TEXT    NOT NULL,
    found      INTEGER NOT NULL,
    until_time INTEGER NOT NULL,
    kept       TEXT,
    venue      TEXT,
    page       BLOB NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('repaired', 'standing')),
    PRIMARY KEY (symbol, interval, from_time, flaw, found)
) STRICT, WITHOUT ROWID;
CREATE INDEX candle_flaws_by_found ON candle_flaws (found);

-- Pages of the venue's public candles that showed a flaw: evidence of market data, not of the books; kept for a while.
CREATE TABLE market_pages (
    hash     BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    source   TEXT    NOT NULL,
    received INTEGER NOT NULL,
    bytes    BLOB    NOT NULL
) STRICT;
CREATE INDEX market_pages_by_received ON market_pages (received);
