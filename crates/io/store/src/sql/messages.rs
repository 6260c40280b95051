//! Statements over `order_messages` and `order_links`.

statements! {
    INSERT = "INSERT INTO order_messages (order_id, deed, request, begun, ended, outcome, status, words, hash) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_ORDER = "SELECT m.number, m.order_id, m.deed, m.request, m.begun, m.ended, m.outcome, m.status, m.words, m.hash, \
                CAST(CASE WHEN r.hash IS NULL THEN 0 ELSE 1 END AS BIGINT) AS kept, coalesce(r.bytes, m.hash) AS bytes \
                FROM order_messages m LEFT JOIN raw_records r ON r.hash = m.hash \
                WHERE m.order_id = $1 AND m.number > $2 ORDER BY m.number LIMIT $3";
    INSERT_LINK = "INSERT INTO order_links (order_id, kind, other_id) VALUES ($1, $2, $3) \
                   ON CONFLICT (order_id, kind, other_id) DO NOTHING";
    LINKS_FROM = "SELECT order_id, kind, other_id FROM order_links WHERE order_id = $1 \
                  ORDER BY kind, other_id LIMIT $2";
    LINKS_TO = "SELECT order_id, kind, other_id FROM order_links WHERE other_id = $1 \
                ORDER BY kind, order_id LIMIT $2";
}
