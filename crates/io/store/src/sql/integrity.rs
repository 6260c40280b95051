//! Statements over `candle_checks`, `candle_flaws`, `candle_changes` and `market_pages`, and those that end what is kept for
//! a while only.

statements! {
    PUT_CHECK = "INSERT INTO candle_checks (asked_by, began, ended, since, symbols, looked, compared, flaws, repaired, \
                 unasked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    CHECKS = "SELECT number, asked_by, began, ended, since, symbols, looked, compared, flaws, repaired, unasked \
              FROM candle_checks WHERE number < $1 ORDER BY number DESC LIMIT $2";
    PUT_FLAW = "INSERT INTO candle_flaws (symbol, interval, from_time, flaw, found, until_time, kept, venue, page, \
                state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                ON CONFLICT (symbol, interval, from_time, flaw, found) DO NOTHING";
    FLAWS = "SELECT symbol, interval, from_time, flaw, found, until_time, kept, venue, page, state FROM candle_flaws \
             WHERE found < $1 ORDER BY found DESC LIMIT $2";
    CHANGES_OF = "SELECT number, symbol, interval, open_time, open, high, low, close, volume, quote_volume, \
                  trade_count, mark, deed FROM candle_changes WHERE symbol = $1 AND interval = $2 AND open_time = $3 \
                  ORDER BY number LIMIT $4";
    PUT_PAGE = "INSERT INTO market_pages (hash, source, received, bytes) VALUES ($1, $2, $3, $4) \
                ON CONFLICT (hash) DO NOTHING";
    PAGE_BY_HASH = "SELECT bytes FROM market_pages WHERE hash = $1";
    OLDEST_SECOND = "SELECT open_time FROM candles WHERE symbol = $1 AND interval = '1s' ORDER BY open_time LIMIT 1";
    SECOND_AT = "SELECT open_time FROM candles WHERE symbol = $1 AND interval = '1s' ORDER BY open_time DESC \
                 LIMIT 1 OFFSET $2";
    SECONDS_HELD = "SELECT count(*) AS found FROM candles WHERE symbol = $1 AND interval = '1s'";
    PAGES_SIZES = "SELECT received, CAST(length(bytes) AS BIGINT) AS size FROM market_pages WHERE received < $1 \
                   ORDER BY received DESC LIMIT $2";
    END_SECONDS = "DELETE FROM candles WHERE symbol = $1 AND interval = '1s' AND open_time < $2";
    END_PAGES = "DELETE FROM market_pages WHERE received < $1";
    END_GAPS = "DELETE FROM market_gaps WHERE state IN ('repaired', 'absent') AND found < $1";
}
