-- What is known of the quality of market data: spans that lacked something, where kept candles come from, what was found
-- wrong with them, and what stood in a candle's place before it was replaced.
ALTER TABLE candles ADD COLUMN mark TEXT NOT NULL DEFAULT 'unknown'
    CHECK (mark IN ('unknown', 'partial', 'whole', 'venue'));

-- A span of candles, trades or book differences that lacked something. Trades and books have no interval: it is empty.
CREATE TABLE market_gaps (
    kind       TEXT COLLATE "C" NOT NULL CHECK (kind IN ('candles', 'trades', 'depth')),
    symbol     TEXT COLLATE "C" NOT NULL,
    interval   TEXT COLLATE "C" NOT NULL,
    from_time  BIGINT NOT NULL,
    found      BIGINT NOT NULL,
    until_time BIGINT,
    reason     TEXT    NOT NULL,
    state      TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'repaired', 'absent')),
    failures   BIGINT NOT NULL CHECK (failures >= 0),
    closed     BIGINT,
    candles    BIGINT,
    PRIMARY KEY (kind, symbol, interval, from_time, found)
);
CREATE INDEX market_gaps_by_found ON market_gaps (found);
CREATE INDEX market_gaps_by_state ON market_gaps (state, found);

-- Spans of which the venue said that it has no candle: each once, never two that touch.
CREATE TABLE candle_absences (
    symbol     TEXT COLLATE "C" NOT NULL,
    interval   TEXT COLLATE "C" NOT NULL,
    from_time  BIGINT NOT NULL,
    until_time BIGINT NOT NULL CHECK (until_time > from_time),
    told       BIGINT NOT NULL,
    PRIMARY KEY (symbol, interval, from_time)
);
CREATE INDEX candle_absences_by_told ON candle_absences (told);

-- What stood in a candle's place before it was replaced or taken out. Seconds are kept for a while only and are not here.
CREATE TABLE candle_changes (
    number       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    symbol       TEXT COLLATE "C" NOT NULL,
    interval     TEXT COLLATE "C" NOT NULL,
    open_time    BIGINT NOT NULL,
    open         TEXT    NOT NULL,
    high         TEXT    NOT NULL,
    low          TEXT    NOT NULL,
    close        TEXT    NOT NULL,
    volume       TEXT    NOT NULL,
    quote_volume TEXT    NOT NULL,
    trade_count  BIGINT NOT NULL,
    mark         TEXT    NOT NULL,
    deed         TEXT    NOT NULL CHECK (deed IN ('replaced', 'removed'))
);
CREATE INDEX candle_changes_by_candle ON candle_changes (symbol, interval, open_time);
CREATE FUNCTION keep_changed_candle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO candle_changes (symbol, interval, open_time, open, high, low, close, volume, quote_volume, trade_count, mark, deed)
    VALUES (OLD.symbol, OLD.interval, OLD.open_time, OLD.open, OLD.high, OLD.low, OLD.close, OLD.volume, OLD.quote_volume,
        OLD.trade_count, OLD.mark, TG_ARGV[0]);
    RETURN NULL;
END $$;
CREATE TRIGGER candles_replaced AFTER UPDATE ON candles FOR EACH ROW
WHEN (OLD.interval <> '1s' AND (OLD.open, OLD.high, OLD.low, OLD.close, OLD.volume, OLD.quote_volume, OLD.trade_count)
    IS DISTINCT FROM (NEW.open, NEW.high, NEW.low, NEW.close, NEW.volume, NEW.quote_volume, NEW.trade_count))
EXECUTE FUNCTION keep_changed_candle('replaced');
CREATE TRIGGER candles_removed AFTER DELETE ON candles FOR EACH ROW WHEN (OLD.interval <> '1s')
EXECUTE FUNCTION keep_changed_candle('removed');

-- Checks of kept candles, each with its figures.
CREATE TABLE candle_checks (
    number   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asked_by TEXT    NOT NULL,
    began    BIGINT NOT NULL,
    ended    BIGINT NOT NULL,
    since    BIGINT NOT NULL,
    symbols  BIGINT NOT NULL,
    looked   BIGINT NOT NULL,
    compared BIGINT NOT NULL,
    flaws    BIGINT NOT NULL,
    repaired BIGINT NOT NULL,
    unasked  BIGINT NOT NULL
);

-- What was found wrong with kept candles, each with the hash of the venue's page that shows it; empty where there is none.
CREATE TABLE candle_flaws (
    symbol     TEXT COLLATE "C" NOT NULL,
    interval   TEXT COLLATE "C" NOT NULL,
    from_time  BIGINT NOT NULL,
    flaw       TEXT COLLATE "C" NOT NULL,
    found      BIGINT NOT NULL,
    until_time BIGINT NOT NULL,
    kept       TEXT,
    venue      TEXT,
    page       BYTEA NOT NULL,
    state      TEXT COLLATE "C" NOT NULL CHECK (state IN ('repaired', 'standing')),
    PRIMARY KEY (symbol, interval, from_time, flaw, found)
);
CREATE INDEX candle_flaws_by_found ON candle_flaws (found);

-- Pages of the venue's public candles that showed a flaw: evidence of market data, not of the books; kept for a while.
CREATE TABLE market_pages (
    hash     BYTEA  NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    source   TEXT COLLATE "C" NOT NULL,
    received BIGINT NOT NULL,
    bytes    BYTEA    NOT NULL
);
CREATE INDEX market_pages_by_received ON market_pages (received);
