//! Statements over the schema's own tables and over the engines themselves.

statements! {
    STEPS = "SELECT version, name, checksum FROM schema_steps ORDER BY version";
    ADD_STEP = "INSERT INTO schema_steps (version, name, checksum) VALUES ($1, $2, $3)";
    REMOVE_STEP = "DELETE FROM schema_steps WHERE version = $1";
    RAISE_EPOCH = "INSERT INTO writer_epoch (id, epoch) VALUES (1, $1) \
                   ON CONFLICT (id) DO UPDATE SET epoch = CASE WHEN writer_epoch.epoch >= excluded.epoch \
                   THEN writer_epoch.epoch + 1 ELSE excluded.epoch END RETURNING epoch";
    COUNTS = "SELECT (SELECT count(*) FROM journal) AS journal, \
              (SELECT count(*) FROM orders) AS orders, \
              (SELECT count(*) FROM orders WHERE state <> 'ended') AS orders_open, \
              (SELECT count(*) FROM fills) AS fills, \
              (SELECT count(*) FROM refusals) AS refusals, \
              (SELECT count(*) FROM candles) AS candles, \
              (SELECT count(*) FROM raw_records) AS raw_records, \
              (SELECT count(*) FROM audit) AS audit, \
              (SELECT count(*) FROM users) AS users, \
              (SELECT count(*) FROM sessions) AS sessions";
}

/// Statements that begin and end a commit, and those that only one engine knows.
pub(crate) const COMMIT: &str = "COMMIT";
pub(crate) const ROLLBACK: &str = "ROLLBACK";

pub(crate) mod sqlite {
    //! What only SQLite knows.

    statements! {
        BEGIN = "BEGIN IMMEDIATE";
        HAS_STEPS = "SELECT count(*) AS found FROM sqlite_schema WHERE type = 'table' AND name = 'schema_steps'";
        EPOCH = "SELECT epoch FROM writer_epoch WHERE id = 1";
        SIZE = "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()";
        QUICK_CHECK = "PRAGMA quick_check(20)";
        CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)";
        COPY = "VACUUM INTO $1";
    }

    pub(crate) const CREATE_STEPS: &str = "CREATE TABLE IF NOT EXISTS schema_steps (version INTEGER PRIMARY KEY, \
         name TEXT NOT NULL, checksum BLOB NOT NULL) STRICT";
}

pub(crate) mod postgres {
    //! What only PostgreSQL knows.

    statements! {
        HAS_STEPS = "SELECT count(*) AS found FROM pg_catalog.pg_tables \
                     WHERE schemaname = current_schema() AND tablename = 'schema_steps'";
        SIZE = "SELECT pg_database_size(current_database()) AS bytes";
        TAKE_LOCK = "SELECT pg_advisory_lock($1)";
        LET_GO = "SELECT pg_advisory_unlock_all()";
        EPOCH = "SELECT epoch FROM writer_epoch WHERE id = 1 FOR UPDATE";
    }

    pub(crate) const BEGIN: &str = "BEGIN";
    pub(crate) const CREATE_STEPS: &str = "CREATE TABLE IF NOT EXISTS schema_steps (version BIGINT PRIMARY KEY, \
         name TEXT NOT NULL, checksum BYTEA NOT NULL)";
    pub(crate) const SETTINGS: &str = "SET synchronous_commit = on; SET lock_timeout = '2s'; \
         SET statement_timeout = '60s'; SET TIME ZONE 'UTC'";
}
