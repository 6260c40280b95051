-- The journal of the desk and what is folded out of it. Numbers of money are canonical decimal text; instants are UTC nanoseconds.
-- Text that is a key or an order is compared byte for byte, as SQLite does.

-- Refuses what a trigger guards against, with the words the trigger gives.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

CREATE TABLE journal (
    seq      BIGINT PRIMARY KEY,
    at       BIGINT NOT NULL,
    kind     TEXT   NOT NULL CHECK (kind <> ''),
    order_id BIGINT,
    body     TEXT   NOT NULL
);
CREATE INDEX journal_by_order ON journal (order_id, seq) WHERE order_id IS NOT NULL;

CREATE FUNCTION journal_continues() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal) THEN
        RAISE EXCEPTION 'the journal continues without gaps or repeats';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_continues BEFORE INSERT ON journal
FOR EACH ROW EXECUTE FUNCTION journal_continues();
CREATE TRIGGER journal_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the journal is append-only');

CREATE TABLE snapshots (
    seq  BIGINT PRIMARY KEY,
    at   BIGINT NOT NULL,
    body TEXT   NOT NULL
);

CREATE TABLE orders (
    id            BIGINT PRIMARY KEY,
    client_id     TEXT COLLATE "C" NOT NULL UNIQUE,
    account       BIGINT NOT NULL,
    origin        TEXT   NOT NULL,
    symbol        TEXT COLLATE "C" NOT NULL,
    side          TEXT   NOT NULL CHECK (side IN ('buy', 'sell')),
    qty           TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    price         TEXT,
    trigger_price TEXT,
    time_in_force TEXT,
    self_trade    TEXT   NOT NULL,
    effect        TEXT   NOT NULL,
    opened        BIGINT NOT NULL,
    state         TEXT   NOT NULL CHECK (state IN ('asked', 'working', 'ended')),
    asked_since   BIGINT,
    deadline      BIGINT,
    venue_id      TEXT,
    filled        TEXT   NOT NULL,
    end_reason    TEXT,
    ended         BIGINT,
    cancel_asked  BIGINT,
    updated       BIGINT NOT NULL,
    CHECK ((state = 'asked') = (asked_since IS NOT NULL AND deadline IS NOT NULL)),
    CHECK ((state = 'ended') = (end_reason IS NOT NULL AND ended IS NOT NULL)),
    CHECK (state <> 'working' OR venue_id IS NOT NULL)
);
CREATE INDEX orders_by_account ON orders (account, id);
CREATE INDEX orders_by_account_symbol ON orders (account, symbol, id);
CREATE INDEX orders_by_symbol ON orders (symbol, id);
CREATE INDEX orders_open ON orders (id) WHERE state <> 'ended';
CREATE TRIGGER orders_stay BEFORE DELETE OR TRUNCATE ON orders
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an order is never removed');

CREATE TABLE fills (
    number    BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account   BIGINT NOT NULL,
    symbol    TEXT COLLATE "C" NOT NULL,
    trade     TEXT COLLATE "C" NOT NULL,
    order_id  BIGINT NOT NULL REFERENCES orders (id),
    side      TEXT   NOT NULL CHECK (side IN ('buy', 'sell')),
    price     TEXT   NOT NULL,
    qty       TEXT   NOT NULL,
    fee       TEXT   NOT NULL,
    fee_asset TEXT   NOT NULL,
    liquidity TEXT   NOT NULL CHECK (liquidity IN ('maker', 'taker')),
    at        BIGINT NOT NULL,
    UNIQUE (account, symbol, trade)
);
CREATE INDEX fills_by_order ON fills (order_id, number);
CREATE INDEX fills_by_account ON fills (account, number);
CREATE INDEX fills_by_account_symbol ON fills (account, symbol, number);
CREATE INDEX fills_by_symbol ON fills (symbol, number);
CREATE TRIGGER fills_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON fills
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a fill is never edited or removed');

CREATE TABLE positions (
    account          BIGINT NOT NULL,
    symbol           TEXT COLLATE "C" NOT NULL,
    exposure         TEXT   NOT NULL CHECK (exposure IN ('flat', 'long', 'short')),
    qty              TEXT   NOT NULL,
    value            TEXT   NOT NULL,
    realised         TEXT   NOT NULL,
    fees             TEXT   NOT NULL,
    fees_other_count BIGINT NOT NULL CHECK (fees_other_count >= 0),
    updated          BIGINT NOT NULL,
    PRIMARY KEY (account, symbol)
);

CREATE TABLE balances (
    account BIGINT NOT NULL,
    asset   TEXT COLLATE "C" NOT NULL,
    free    TEXT   NOT NULL,
    locked  TEXT   NOT NULL,
    updated BIGINT NOT NULL,
    PRIMARY KEY (account, asset)
);

CREATE TABLE halts (
    scope  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    since  BIGINT NOT NULL,
    origin TEXT   NOT NULL,
    reason TEXT   NOT NULL
);

CREATE TABLE switches (
    name     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    position TEXT   NOT NULL,
    since    BIGINT NOT NULL,
    origin   TEXT   NOT NULL
);

CREATE TABLE refusals (
    number  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      BIGINT NOT NULL,
    account BIGINT NOT NULL,
    symbol  TEXT   NOT NULL,
    origin  TEXT   NOT NULL,
    rule    TEXT   NOT NULL,
    words   TEXT   NOT NULL,
    detail  TEXT   NOT NULL
);
CREATE INDEX refusals_by_account ON refusals (account, number);
CREATE TRIGGER refusals_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON refusals
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a refusal is never edited or removed');

CREATE TABLE request_keys (
    user_id  BIGINT NOT NULL,
    name     TEXT COLLATE "C" NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id),
    at       BIGINT NOT NULL,
    PRIMARY KEY (user_id, name)
);

-- Raised by each writer that takes the database over; one that finds it raised by another stops.
CREATE TABLE writer_epoch (
    id    BIGINT PRIMARY KEY CHECK (id = 1),
    epoch BIGINT NOT NULL
);
