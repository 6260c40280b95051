-- What surveillance found in our own orders and trades, one row per pattern, and the word of a person about it.
CREATE TABLE findings (
    name    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind    TEXT COLLATE "C" NOT NULL,
    symbol  TEXT COLLATE "C" NOT NULL,
    found   BIGINT NOT NULL,
    began   BIGINT NOT NULL,
    ended   BIGINT NOT NULL,
    orders  TEXT   NOT NULL,
    value   BIGINT NOT NULL CHECK (value >= 0),
    bound   BIGINT NOT NULL CHECK (bound >= 0),
    words   TEXT   NOT NULL,
    judged  BIGINT,
    judge   TEXT,
    reason  TEXT,
    CHECK ((judged IS NULL) = (judge IS NULL) AND (judge IS NULL) = (reason IS NULL))
);
CREATE INDEX findings_by_instant ON findings (found, name);
CREATE TRIGGER findings_stay BEFORE DELETE OR TRUNCATE ON findings
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a finding is never removed');
