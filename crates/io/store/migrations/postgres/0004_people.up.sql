-- Who may come in. Secrets are stored only as hashes.
CREATE TABLE users (
    id            BIGINT PRIMARY KEY,
    email         TEXT COLLATE "C" NOT NULL UNIQUE CHECK (email <> ''),
    name          TEXT   NOT NULL,
    password_hash TEXT   NOT NULL,
    role          TEXT   NOT NULL,
    created       BIGINT NOT NULL,
    disabled      BIGINT
);

CREATE TABLE sessions (
    token     BYTEA  NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    public_id TEXT COLLATE "C" NOT NULL UNIQUE,
    user_id   BIGINT NOT NULL REFERENCES users (id),
    created   BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    expires   BIGINT NOT NULL,
    revoked   BIGINT
);
CREATE INDEX sessions_by_user ON sessions (user_id, created, public_id);
CREATE INDEX sessions_by_expiry ON sessions (expires);

CREATE TABLE setup_tokens (
    token   BYTEA  NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used    BIGINT
);

CREATE TABLE signin_failures (
    subject      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    failures     BIGINT NOT NULL CHECK (failures >= 0),
    window_start BIGINT NOT NULL,
    locked_until BIGINT
);
