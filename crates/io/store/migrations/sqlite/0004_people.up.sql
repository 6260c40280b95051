-- Who may come in. Secrets are stored only as hashes.
CREATE TABLE users (
    id            INTEGER PRIMARY KEY,
    email         TEXT    NOT NULL UNIQUE CHECK (email <> ''),
    name          TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    role          TEXT    NOT NULL,
    created       INTEGER NOT NULL,
    disabled      INTEGER
) STRICT;

CREATE TABLE sessions (
    token     BLOB    NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    public_id TEXT    NOT NULL UNIQUE,
    user_id   INTEGER NOT NULL REFERENCES users (id),
    created   INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    expires   INTEGER NOT NULL,
    revoked   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id, created, public_id);
CREATE INDEX sessions_by_expiry ON sessions (expires);

CREATE TABLE setup_tokens (
    token   BLOB    NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE signin_failures (
    subject      TEXT    NOT NULL PRIMARY KEY,
    failures     INTEGER NOT NULL CHECK (failures >= 0),
    window_start INTEGER NOT NULL,
    locked_until INTEGER
) STRICT, WITHOUT ROWID;
