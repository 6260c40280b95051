//! Statements over `positions` and `balances`.

macro_rules! positions {
    ($rest:literal) => {
        concat!(
            "SELECT account, symbol, side, exposure, qty, value, realised, fees, fees_other_count, updated \
             FROM positions ",
            $rest
        )
    };
}

macro_rules! balances {
    ($rest:literal) => {
        concat!(
            "SELECT account, asset, free, locked, updated FROM balances ",
            $rest
        )
    };
}

statements! {
    PUT_POSITION = "INSERT INTO positions (account, symbol, side, exposure, qty, value, realised, fees, \
                    fees_other_count, updated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                    ON CONFLICT (account, symbol, side) DO UPDATE SET exposure = excluded.exposure, \
                    qty = excluded.qty, value = excluded.value, realised = excluded.realised, \
                    fees = excluded.fees, fees_other_count = excluded.fees_other_count, \
                    updated = excluded.updated";
    POSITIONS = positions!("ORDER BY account, symbol, side");
    POSITIONS_OF = positions!("WHERE account = $1 ORDER BY symbol, side");
    PUT_BALANCE = "INSERT INTO balances (account, asset, free, locked, updated) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account, asset) DO UPDATE SET \
                   free = excluded.free, locked = excluded.locked, updated = excluded.updated";
    BALANCES = balances!("ORDER BY account, asset");
    BALANCES_OF = balances!("WHERE account = $1 ORDER BY asset");
}
