-- The journal of the desk and what is folded out of it. Numbers of money are canonical decimal text; instants are UTC nanoseconds.
CREATE TABLE journal (
    seq      INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    kind     TEXT    NOT NULL CHECK (kind <> ''),
    order_id INTEGER,
    body     TEXT    NOT NULL
) STRICT;
CREATE INDEX journal_by_order ON journal (order_id, seq) WHERE order_id IS NOT NULL;

-- Fires before conflict resolution, so that INSERT OR REPLACE cannot rewrite history either.
CREATE TRIGGER journal_continues BEFORE INSERT ON journal
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal continues without gaps or repeats'); END;
CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_stays BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TABLE snapshots (
    seq  INTEGER PRIMARY KEY,
    at   INTEGER NOT NULL,
    body TEXT    NOT NULL
) STRICT;

CREATE TABLE orders (
    id            INTEGER PRIMARY KEY,
    client_id     TEXT    NOT NULL UNIQUE,
    account       INTEGER NOT NULL,
    origin        TEXT    NOT NULL,
    symbol        TEXT    NOT NULL,
    side          TEXT    NOT NULL CHECK (side IN ('buy', 'sell')),
    qty           TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    price         TEXT,
    trigger_price TEXT,
    time_in_force TEXT,
    self_trade    TEXT    NOT NULL,
    effect        TEXT    NOT NULL,
    opened        INTEGER NOT NULL,
    state         TEXT    NOT NULL CHECK (state IN ('asked', 'working', 'ended')),
    asked_since   INTEGER,
    deadline      INTEGER,
    venue_id      TEXT,
    filled        TEXT    NOT NULL,
    end_reason    TEXT,
    ended         INTEGER,
    cancel_asked  INTEGER,
    updated       INTEGER NOT NULL,
    CHECK ((state = 'asked') = (asked_since IS NOT NULL AND deadline IS NOT NULL)),
    CHECK ((state = 'ended') = (end_reason IS NOT NULL AND ended IS NOT NULL)),
    CHECK (state <> 'working' OR venue_id IS NOT NULL)
) STRICT;
CREATE INDEX orders_by_account ON orders (account, id);
CREATE INDEX orders_by_account_symbol ON orders (account, symbol, id);
CREATE INDEX orders_by_symbol ON orders (symbol, id);
CREATE INDEX orders_open ON orders (id) WHERE state <> 'ended';
CREATE TRIGGER orders_stay BEFORE DELETE ON orders
BEGIN SELECT RAISE(ABORT, 'an order is never removed'); END;

CREATE TABLE fills (
    number    INTEGER PRIMARY KEY,
    account   INTEGER NOT NULL,
    symbol    TEXT    NOT NULL,
    trade     TEXT    NOT NULL,
    order_id  INTEGER NOT NULL REFERENCES orders (id),
    side      TEXT    NOT NULL CHECK (side IN ('buy', 'sell')),
    price     TEXT    NOT NULL,
    qty       TEXT    NOT NULL,
    fee       TEXT    NOT NULL,
    fee_asset TEXT    NOT NULL,
    liquidity TEXT    NOT NULL CHECK (liquidity IN ('maker', 'taker')),
    at        INTEGER NOT NULL,
    UNIQUE (account, symbol, trade)
) STRICT;
CREATE INDEX fills_by_order ON fills (order_id, number);
CREATE INDEX fills_by_account ON fills (account, number);
CREATE INDEX fills_by_account_symbol ON fills (account, symbol, number);
CREATE INDEX fills_by_symbol ON fills (symbol, number);
CREATE TRIGGER fills_once BEFORE INSERT ON fills
WHEN EXISTS (SELECT 1 FROM fills WHERE account = NEW.account AND symbol = NEW.symbol AND trade = NEW.trade)
BEGIN SELECT RAISE(ABORT, 'a trade is counted once'); END;
CREATE TRIGGER fills_keep BEFORE UPDATE ON fills
BEGIN SELECT RAISE(ABORT, 'a fill is never edited or removed'); END;
CREATE TRIGGER fills_stay BEFORE DELETE ON fills
BEGIN SELECT RAISE(ABORT, 'a fill is never edited or removed'); END;

CREATE TABLE positions (
    account          INTEGER NOT NULL,
    symbol           TEXT    NOT NULL,
    exposure         TEXT    NOT NULL CHECK (exposure IN ('flat', 'long', 'short')),
    qty              TEXT    NOT NULL,
    value            TEXT    NOT NULL,
    realised         TEXT    NOT NULL,
    fees             TEXT    NOT NULL,
    fees_other_count INTEGER NOT NULL CHECK (fees_other_count >= 0),
    updated          INTEGER NOT NULL,
    PRIMARY KEY (account, symbol)
) STRICT, WITHOUT ROWID;

CREATE TABLE balances (
    account INTEGER NOT NULL,
    asset   TEXT    NOT NULL,
    free    TEXT    NOT NULL,
    locked  TEXT    NOT NULL,
    updated INTEGER NOT NULL,
    PRIMARY KEY (account, asset)
) STRICT, WITHOUT ROWID;

CREATE TABLE halts (
    scope  TEXT    NOT NULL PRIMARY KEY,
    since  INTEGER NOT NULL,
    origin TEXT    NOT NULL,
    reason TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE switches (
    name     TEXT    NOT NULL PRIMARY KEY,
    position TEXT    NOT NULL,
    since    INTEGER NOT NULL,
    origin   TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE refusals (
    number  INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    account INTEGER NOT NULL,
    symbol  TEXT    NOT NULL,
    origin  TEXT    NOT NULL,
    rule    TEXT    NOT NULL,
    words   TEXT    NOT NULL,
    detail  TEXT    NOT NULL
) STRICT;
CREATE INDEX refusals_by_account ON refusals (account, number);
CREATE TRIGGER refusals_keep BEFORE UPDATE ON refusals
BEGIN SELECT RAISE(ABORT, 'a refusal is never edited'); END;
CREATE TRIGGER refusals_stay BEFORE DELETE ON refusals
BEGIN SELECT RAISE(ABORT, 'a refusal is never removed'); END;

CREATE TABLE request_keys (
    user_id  INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    at       INTEGER NOT NULL,
    PRIMARY KEY (user_id, name)
) STRICT, WITHOUT ROWID;

-- Raised by each writer that takes the database over; one that finds it raised by another stops.
CREATE TABLE writer_epoch (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL
) STRICT;
