//! Statements over `orders` and `request_keys`.

/// The lists of one choice of account and symbol, by part of life.
pub(crate) struct Lists {
    pub(crate) any: &'static str,
    pub(crate) open: &'static str,
    pub(crate) ended: &'static str,
}

macro_rules! columns {
    () => {
        "id, client_id, account, origin, symbol, side, qty, kind, price, trigger_price, \
         time_in_force, self_trade, effect, opened, state, asked_since, deadline, venue_id, \
         filled, end_reason, ended, cancel_asked, updated, trailing_delta, stale_since, \
         list_id"
    };
}

macro_rules! select {
    ($where:literal) => {
        concat!("SELECT ", columns!(), " FROM orders WHERE ", $where)
    };
}

/// $1 is the number to stay below, $2 the most rows; the choice begins at $3.
///
/// Open orders are few among many that are over: they are gathered first, so that no other index tempts the engine.
macro_rules! lists {
    ($choice:literal) => {
        Lists {
            any: concat!(select!("id < $1"), $choice, " ORDER BY id DESC LIMIT $2"),
            open: concat!(
                "WITH open_orders AS MATERIALIZED (",
                select!("id < $1 AND state <> 'ended'"),
                ") SELECT * FROM open_orders WHERE true",
                $choice,
                " ORDER BY id DESC LIMIT $2"
            ),
            ended: concat!(
                select!("id < $1 AND state = 'ended'"),
                $choice,
                " ORDER BY id DESC LIMIT $2"
            ),
        }
    };
}

pub(crate) const OF_ALL: Lists = lists!("");
pub(crate) const OF_ACCOUNT: Lists = lists!(" AND account = $3");
pub(crate) const OF_SYMBOL: Lists = lists!(" AND symbol = $3");
pub(crate) const OF_ACCOUNT_SYMBOL: Lists = lists!(" AND account = $3 AND symbol = $4");

/// Every list statement, for the test that prepares them all.
#[cfg(test)]
pub(crate) fn lists() -> impl Iterator<Item = (&'static str, &'static str)> {
    [
        ("OF_ALL", OF_ALL),
        ("OF_ACCOUNT", OF_ACCOUNT),
        ("OF_SYMBOL", OF_SYMBOL),
        ("OF_ACCOUNT_SYMBOL", OF_ACCOUNT_SYMBOL),
    ]
    .into_iter()
    .flat_map(|(name, lists)| {
        [lists.any, lists.open, lists.ended].map(|statement| (name, statement))
    })
}

statements! {
    PUT = concat!(
        "INSERT INTO orders (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
         $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26) \
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, asked_since = excluded.asked_since, \
         deadline = excluded.deadline, venue_id = coalesce(excluded.venue_id, orders.venue_id), \
         qty = excluded.qty, filled = excluded.filled, end_reason = excluded.end_reason, ended = excluded.ended, \
         cancel_asked = excluded.cancel_asked, updated = excluded.updated, \
         stale_since = excluded.stale_since \
         WHERE orders.client_id = excluded.client_id AND orders.account = excluded.account \
         AND orders.origin = excluded.origin AND orders.symbol = excluded.symbol \
         AND orders.side = excluded.side AND orders.kind = excluded.kind \
         AND (orders.qty = excluded.qty OR (orders.state <> 'ended' AND orders.list_id IS NULL \
         AND CAST(excluded.qty AS NUMERIC) <= CAST(orders.qty AS NUMERIC) \
         AND CAST(excluded.qty AS NUMERIC) >= CAST(orders.filled AS NUMERIC))) \
         AND orders.price IS NOT DISTINCT FROM excluded.price \
         AND orders.trigger_price IS NOT DISTINCT FROM excluded.trigger_price \
         AND orders.time_in_force IS NOT DISTINCT FROM excluded.time_in_force \
         AND orders.list_id IS NOT DISTINCT FROM excluded.list_id \
         AND orders.trailing_delta IS NOT DISTINCT FROM excluded.trailing_delta \
         AND orders.self_trade = excluded.self_trade AND orders.effect = excluded.effect \
         AND orders.opened = excluded.opened"
    );
    BY_ID = select!("id = $1");
    BY_CLIENT_ID = select!("client_id = $1");
    LAST_ID = "SELECT id FROM orders ORDER BY id DESC LIMIT 1";
    INSERT_KEY = "INSERT INTO request_keys (user_id, name, order_id, at) VALUES ($1, $2, $3, $4)";
    BY_KEY = "SELECT order_id FROM request_keys WHERE user_id = $1 AND name = $2";
}
