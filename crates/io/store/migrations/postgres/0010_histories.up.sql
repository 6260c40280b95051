-- How far each history of an account was read at its venue; brought up to date with every page.
CREATE TABLE history_walks (
    account     BIGINT NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    subject     TEXT COLLATE "C" NOT NULL,
    since       BIGINT NOT NULL,
    cursor_id   BIGINT NOT NULL CHECK (cursor_id >= 0),
    cursor_at   BIGINT NOT NULL,
    whole_until BIGINT,
    pages       BIGINT NOT NULL CHECK (pages >= 0),
    records     BIGINT NOT NULL CHECK (records >= 0),
    changed     BIGINT NOT NULL CHECK (changed >= 0),
    breaks      BIGINT NOT NULL CHECK (breaks >= 0),
    break_last  TEXT,
    page_last   BIGINT,
    trouble     TEXT,
    rests_until BIGINT,
    PRIMARY KEY (account, kind, subject)
);

-- What the venue tells of the account's past, one row per record as it was told: a record that was told otherwise later is
-- one more row, and the row with the highest number counts. Its bytes are a part of the raw record of its page.
CREATE TABLE history_records (
    number  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account BIGINT NOT NULL,
    kind    TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    id      TEXT COLLATE "C" NOT NULL,
    at      BIGINT NOT NULL,
    hash    BYTEA NOT NULL CHECK (length(hash) = 32),
    page    BYTEA NOT NULL REFERENCES raw_records (hash),
    start   BIGINT NOT NULL CHECK (start >= 0),
    length  BIGINT NOT NULL CHECK (length > 0)
);
CREATE INDEX history_records_by_id ON history_records (account, kind, subject, id, number);
CREATE INDEX history_records_by_number ON history_records (account, kind, subject, number);
CREATE TRIGGER history_records_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON history_records
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a record of a history is never edited or removed');
