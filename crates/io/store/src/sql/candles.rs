//! Statements over `candles`.

statements! {
    PUT = "INSERT INTO candles (symbol, interval, open_time, open, high, low, close, volume, \
           quote_volume, trade_count, mark) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
           ON CONFLICT (symbol, interval, open_time) DO UPDATE SET open = excluded.open, \
           high = excluded.high, low = excluded.low, close = excluded.close, \
           volume = excluded.volume, quote_volume = excluded.quote_volume, \
           trade_count = excluded.trade_count, mark = excluded.mark \
           WHERE candles.mark <> 'venue' OR excluded.mark = 'venue'";
    REMOVE = "DELETE FROM candles WHERE symbol = $1 AND interval = $2 AND open_time = $3";
    FIRST = "SELECT open_time FROM candles WHERE symbol = $1 AND interval = $2 ORDER BY open_time LIMIT 1";
    RANGE = "SELECT symbol, interval, open_time, open, high, low, close, volume, quote_volume, \
             trade_count, mark FROM candles WHERE symbol = $1 AND interval = $2 AND open_time >= $3 \
             AND open_time < $4 ORDER BY open_time DESC LIMIT $5";
}
