//! Statements over `market_gaps` and `candle_absences`.

statements! {
    PUT_GAP = "INSERT INTO market_gaps (kind, symbol, interval, from_time, found, until_time, reason, state, failures, \
               closed, candles) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
               ON CONFLICT (kind, symbol, interval, from_time, found) DO UPDATE SET until_time = excluded.until_time, \
               reason = excluded.reason, state = excluded.state, failures = excluded.failures, \
               closed = excluded.closed, candles = excluded.candles";
    GAPS = "SELECT kind, symbol, interval, from_time, found, until_time, reason, state, failures, closed, candles \
            FROM market_gaps WHERE found < $1 ORDER BY found DESC LIMIT $2";
    GAPS_IN_STATE = "SELECT kind, symbol, interval, from_time, found, until_time, reason, state, failures, closed, \
                     candles FROM market_gaps WHERE state = $1 AND found < $2 \
                     ORDER BY found DESC LIMIT $3";
    ABSENCES = "SELECT symbol, interval, from_time, until_time, told FROM candle_absences \
                WHERE told < $1 ORDER BY told DESC LIMIT $2";
    ABSENCES_OF = "SELECT symbol, interval, from_time, until_time, told FROM candle_absences \
                   WHERE symbol = $1 AND interval = $2 AND from_time < $4 AND until_time > $3 \
                   ORDER BY from_time";
    TOUCHING = "SELECT symbol, interval, from_time, until_time, told FROM candle_absences \
                WHERE symbol = $1 AND interval = $2 AND from_time <= $4 AND until_time >= $3 \
                ORDER BY from_time";
    FORGET_ABSENCE = "DELETE FROM candle_absences WHERE symbol = $1 AND interval = $2 AND from_time = $3";
    PUT_ABSENCE = "INSERT INTO candle_absences (symbol, interval, from_time, until_time, told) \
                   VALUES ($1, $2, $3, $4, $5)";
}
