-- How far each history of an account was read at its venue; brought up to date with every page.
CREATE TABLE history_walks (
    account     INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    subject     TEXT NOT NULL,
    since       INTEGER NOT NULL,
    cursor_id   INTEGER NOT NULL CHECK (cursor_id >= 0),
    cursor_at   INTEGER NOT NULL,
    whole_until INTEGER,
    pages       INTEGER NOT NULL CHECK (pages >= 0),
    records     INTEGER NOT NULL CHECK (records >= 0),
    changed     INTEGER NOT NULL CHECK (changed >= 0),
    breaks      INTEGER NOT NULL CHECK (breaks >= 0),
    break_last  TEXT,
    page_last   INTEGER,
    trouble     TEXT,
    rests_until INTEGER,
    PRIMARY KEY (account, kind, subject)
) STRICT, WITHOUT ROWID;

-- What the venue tells of the account's past, one row per record as it was told: a record that was told otherwise later is
-- one more row, and the row with the highest number counts. Its bytes are a part of the raw record of its page.
CREATE TABLE history_records (
    number  INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    id      TEXT NOT NULL,
    at      INTEGER NOT NULL,
    hash    BLOB NOT NULL CHECK (length(hash) = 32),
    page    BLOB NOT NULL REFERENCES raw_records (hash),
    start   INTEGER NOT NULL CHECK (start >= 0),
    length  INTEGER NOT NULL CHECK (length > 0)
) STRICT;
CREATE INDEX history_records_by_id ON history_records (account, kind, subject, id, number);
CREATE INDEX history_records_by_number ON history_records (account, kind, subject, number);
CREATE TRIGGER history_records_keep BEFORE UPDATE ON history_records
BEGIN SELECT RAISE(ABORT, 'a record of a history is never edited'); END;
CREATE TRIGGER history_records_stay BEFORE DELETE ON history_records
BEGIN SELECT RAISE(ABORT, 'a record of a history is never removed'); END;
