//! Statements over `history_walks` and `history_records`.

statements! {
    PUT_WALK = "INSERT INTO history_walks (account, kind, subject, since, cursor_id, cursor_at, whole_until, pages, records, \
                changed, breaks, break_last, page_last, trouble, rests_until) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
                ON CONFLICT (account, kind, subject) DO UPDATE SET since = excluded.since, \
                cursor_id = excluded.cursor_id, cursor_at = excluded.cursor_at, whole_until = excluded.whole_until, \
                pages = history_walks.pages + excluded.pages, records = history_walks.records + excluded.records, \
                changed = history_walks.changed + excluded.changed, breaks = history_walks.breaks + excluded.breaks, \
                break_last = coalesce(excluded.break_last, history_walks.break_last), \
                page_last = coalesce(excluded.page_last, history_walks.page_last), \
                trouble = excluded.trouble, rests_until = excluded.rests_until";
    NEWEST_OF_ID = "SELECT hash FROM history_records WHERE account = $1 AND kind = $2 AND subject = $3 AND id = $4 \
                    ORDER BY number DESC LIMIT 1";
    INSERT_RECORD = "INSERT INTO history_records (account, kind, subject, id, at, hash, page, start, length) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    HISTORY_WALKS = "SELECT account, kind, subject, since, cursor_id, cursor_at, whole_until, pages, records, changed, \
             breaks, break_last, page_last, trouble, rests_until FROM history_walks \
             WHERE account >= $1 ORDER BY account, kind, subject LIMIT $2";
    RECORDS = "SELECT number, id, at, hash, page, start, length FROM history_records \
               WHERE account = $1 AND kind = $2 AND subject = $3 AND number > $4 ORDER BY number LIMIT $5";
    RECORDS_THAT_COUNT = "SELECT number, id, at, hash, page, start, length FROM history_records r \
               WHERE account = $1 AND kind = $2 AND subject = $3 AND number > $4 AND NOT EXISTS \
               (SELECT 1 FROM history_records n WHERE n.account = r.account AND n.kind = r.kind \
               AND n.subject = r.subject AND n.id = r.id AND n.number > r.number) ORDER BY number LIMIT $5";
}
