-- What was said to the venue about an order and what came back, one row per message; its exact bytes are a raw record.
CREATE TABLE order_messages (
    number   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id BIGINT NOT NULL REFERENCES orders (id),
    deed     TEXT   NOT NULL,
    request  TEXT,
    begun    BIGINT NOT NULL,
    ended    BIGINT NOT NULL,
    outcome  TEXT   NOT NULL CHECK (outcome IN ('answered', 'reported', 'not-sent', 'lost')),
    status   BIGINT,
    words    TEXT,
    hash     BYTEA NOT NULL CHECK (length(hash) IN (0, 32))
);
CREATE INDEX order_messages_by_order ON order_messages (order_id, number);
CREATE TRIGGER order_messages_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON order_messages
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a message is never edited or removed');

-- Which order was made because of which: an exit of what another opens, or an order in the place of another.
CREATE TABLE order_links (
    order_id BIGINT NOT NULL REFERENCES orders (id),
    kind     TEXT COLLATE "C" NOT NULL,
    other_id BIGINT NOT NULL REFERENCES orders (id),
    PRIMARY KEY (order_id, kind, other_id)
);
CREATE INDEX order_links_by_other ON order_links (other_id, kind, order_id);
