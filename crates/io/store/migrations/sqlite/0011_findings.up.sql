-- What surveillance found in our own orders and trades, one row per pattern, and the word of a person about it.
CREATE TABLE findings (
    name    TEXT    NOT NULL PRIMARY KEY,
    kind    TEXT    NOT NULL,
    symbol  TEXT    NOT NULL,
    found   INTEGER NOT NULL,
    began   INTEGER NOT NULL,
    ended   INTEGER NOT NULL,
    orders  TEXT    NOT NULL,
    value   INTEGER NOT NULL CHECK (value >= 0),
    bound   INTEGER NOT NULL CHECK (bound >= 0),
    words   TEXT    NOT NULL,
    judged  INTEGER,
    judge   TEXT,
    reason  TEXT,
    CHECK ((judged IS NULL) = (judge IS NULL) AND (judge IS NULL) = (reason IS NULL))
) STRICT;
CREATE INDEX findings_by_instant ON findings (found, name);
CREATE TRIGGER findings_stay BEFORE DELETE ON findings
BEGIN SELECT RAISE(ABORT, 'a finding is never removed'); END;
