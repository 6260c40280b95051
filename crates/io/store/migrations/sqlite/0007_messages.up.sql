-- What was said to the venue about an order and what came back, one row per message; its exact bytes are a raw record.
CREATE TABLE order_messages (
    number   INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders (id),
    deed     TEXT    NOT NULL,
    request  TEXT,
    begun    INTEGER NOT NULL,
    ended    INTEGER NOT NULL,
    outcome  TEXT    NOT NULL CHECK (outcome IN ('answered', 'reported', 'not-sent', 'lost')),
    status   INTEGER,
    words    TEXT,
    hash     BLOB NOT NULL CHECK (length(hash) IN (0, 32))
) STRICT;
CREATE INDEX order_messages_by_order ON order_messages (order_id, number);
CREATE TRIGGER order_messages_keep BEFORE UPDATE ON order_messages
BEGIN SELECT RAISE(ABORT, 'a message is never edited'); END;
CREATE TRIGGER order_messages_stay BEFORE DELETE ON order_messages
BEGIN SELECT RAISE(ABORT, 'a message is never removed'); END;

-- Which order was made because of which: an exit of what another opens, or an order in the place of another.
CREATE TABLE order_links (
    order_id INTEGER NOT NULL REFERENCES orders (id),
    kind     TEXT    NOT NULL,
    other_id INTEGER NOT NULL REFERENCES orders (id),
    PRIMARY KEY (order_id, kind, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_links_by_other ON order_links (other_id, kind, order_id);
