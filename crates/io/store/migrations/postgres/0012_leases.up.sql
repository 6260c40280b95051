-- Which engine had this store, from when on: one row per start, with the number that only rises.
CREATE TABLE leases (
    token   BIGINT NOT NULL PRIMARY KEY CHECK (token > 0),
    process BIGINT NOT NULL CHECK (process >= 0),
    host    TEXT   NOT NULL,
    folder  TEXT   NOT NULL,
    since   BIGINT NOT NULL
);
CREATE TRIGGER leases_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON leases
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a lease is never changed');
