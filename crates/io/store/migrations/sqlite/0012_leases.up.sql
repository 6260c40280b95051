-- Which engine had this store, from when on: one row per start, with the number that only rises.
CREATE TABLE leases (
    token   INTEGER NOT NULL PRIMARY KEY CHECK (token > 0),
    process INTEGER NOT NULL CHECK (process >= 0),
    host    TEXT    NOT NULL,
    folder  TEXT    NOT NULL,
    since   INTEGER NOT NULL
) STRICT;
CREATE TRIGGER leases_keep BEFORE UPDATE ON leases
BEGIN SELECT RAISE(ABORT, 'a lease is never changed'); END;
CREATE TRIGGER leases_stay BEFORE DELETE ON leases
BEGIN SELECT RAISE(ABORT, 'a lease is never removed'); END;
