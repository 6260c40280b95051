//! Statements over `fills`.

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT number, account, symbol, trade, order_id, side, position_side, price, qty, fee, fee_asset, \
             liquidity, at FROM fills WHERE ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO fills (account, symbol, trade, order_id, side, position_side, price, qty, fee, \
              fee_asset, liquidity, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    OF_ALL = select!("number < $1 ORDER BY number DESC LIMIT $2");
    OF_ACCOUNT = select!("number < $1 AND account = $3 ORDER BY number DESC LIMIT $2");
    OF_SYMBOL = select!("number < $1 AND symbol = $3 ORDER BY number DESC LIMIT $2");
    OF_ACCOUNT_SYMBOL = select!("number < $1 AND account = $3 AND symbol = $4 ORDER BY number DESC LIMIT $2");
    OF_ORDER = select!("order_id = $1 AND number > $2 ORDER BY number LIMIT $3");
}
