//! Statements over `journal` and `snapshots`.

statements! {
    INSERT = "INSERT INTO journal (seq, at, kind, order_id, body) VALUES ($1, $2, $3, $4, $5)";
    FROM = "SELECT seq, at, kind, order_id, body FROM journal WHERE seq >= $1 ORDER BY seq LIMIT $2";
    OF_ORDER = "SELECT seq, at, kind, order_id, body FROM journal \
                WHERE order_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3";
    LAST = "SELECT seq FROM journal ORDER BY seq DESC LIMIT 1";
    PUT_SNAPSHOT = "INSERT INTO snapshots (seq, at, body) VALUES ($1, $2, $3) \
                    ON CONFLICT (seq) DO UPDATE SET at = excluded.at, body = excluded.body";
    DROP_OLD_SNAPSHOTS = "DELETE FROM snapshots \
                          WHERE seq NOT IN (SELECT seq FROM snapshots ORDER BY seq DESC LIMIT 2)";
    LAST_SNAPSHOT = "SELECT seq, at, body FROM snapshots ORDER BY seq DESC LIMIT 1";
}
