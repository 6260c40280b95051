//! The keys of limits with their defaults and what they mean. Holds words only.

use super::layers::{Key, key};

/// Every key of a limit.
pub(super) const LIMIT_KEYS: &[Key] = &[
    key(
        "limits.order_value_max",
        "25000",
        "largest value of one order in quote units (GATE-02)",
    ),
    key(
        "limits.order_qty_max",
        "1000",
        "largest quantity of one order in base units (GATE-02)",
    ),
    key(
        "limits.position_value_max",
        "50000",
        "largest value of a position with all its working orders, in quote units (GATE-02)",
    ),
    key(
        "limits.open_orders_max",
        "100",
        "most open orders of the account",
    ),
    key(
        "limits.open_positions_max",
        "5",
        "most symbols with an open position (GATE-03)",
    ),
    key(
        "limits.collar",
        "0.05",
        "how far a price may lie from the reference; 0.05 is 5 % (GATE-17)",
    ),
    key(
        "limits.own_crossing",
        "venue",
        "venue: the venue's own prevention, which every order asks for, stands before a trade with ourselves; refuse: no order leaves that could come to one, also with a trailing stop that still waits (a campaign, which keeps such stops waiting, then stops)",
    ),
    key(
        "limits.messages_per_second_max",
        "100",
        "most orders and changes sent in a second; cancels are never refused; 0: no such limit (RTS 6 15(1)(d))",
    ),
    key(
        "limits.messages_per_minute_max",
        "3000",
        "the same in a minute",
    ),
    key(
        "limits.messages_per_day_max",
        "200000",
        "the same in a UTC day",
    ),
    key(
        "limits.drift_collar",
        "0.15",
        "how far the prices of our own orders on one side of a symbol may drift within the window, as a share of the first; 0: no such limit",
    ),
    key(
        "limits.drift_window_seconds",
        "60",
        "the window of the drift collar (1 to 3600)",
    ),
    key(
        "limits.same_orders_max",
        "200",
        "most orders of the same account, symbol, side and quantity that a program or strategy may send within the window; one more halts it until a person has looked; 0: no such limit",
    ),
    key(
        "limits.same_orders_by_hand_max",
        "400",
        "the same for a person by hand",
    ),
    key(
        "limits.same_orders_window_seconds",
        "60",
        "the window of the same orders (1 to 3600)",
    ),
    key(
        "limits.asset_share_max",
        "0",
        "largest share of all equity that one asset may come to be worth; 0.02 is 2 %; 0: no such limit (GATE-05)",
    ),
    key(
        "limits.class_share_max",
        "0",
        "the same of one class of assets",
    ),
    key(
        "limits.classes",
        "",
        "assets with their classes, like BTC=major, PEPE=meme; what is not named is of class other",
    ),
    key(
        "limits.correlation_max",
        "0",
        "highest correlation of the last half hour with anything else held on the same side; 0: no such limit (GATE-06)",
    ),
    key(
        "limits.symbols_allowed",
        "",
        "symbols in which anything may open, everywhere or in one scope, like BTC/USDT, user:7=ETH/USDT; empty: all that are traded",
    ),
    key(
        "limits.liquidity_min",
        "0",
        "least value in quote units that must stand in the known book within the collar; 0: no such limit",
    ),
    key(
        "limits.new_symbol_order_value_max",
        "0",
        "largest value of one order in a symbol that its account does not know yet; 0: no such limit",
    ),
    key(
        "limits.unconfirmed_order_value_max",
        "0",
        "largest value of one order that needs no second word of whoever wishes it; larger ones wait to be confirmed as they stand; 0: no such limit (GATE-14)",
    ),
    key(
        "limits.new_symbol_trades",
        "3",
        "trades after which an account knows a symbol; a person's switching it on with a reason does the same (1 to 1000)",
    ),
    key(
        "limits.slippage",
        "0.01",
        "what a market order is assumed to slip when it is valued; 0.01 is 1 %",
    ),
    key(
        "limits.quote_age_ms_max",
        "5000",
        "oldest reference price that still counts, in milliseconds (GATE-17)",
    ),
    key(
        "limits.taker_fee",
        "0.001",
        "fee rate held beside a buy and shown before sending",
    ),
    key(
        "limits.contract_taker_fee",
        "0.0005",
        "fee rate held beside the margin of an order for a contract",
    ),
    key(
        "limits.leverage_max",
        "1",
        "highest leverage, both what is set and what positions and orders come to (GATE-04)",
    ),
    key(
        "limits.liquidation_distance_min",
        "0.05",
        "how near to its liquidation price a position may be while it is added to; 0.05 is 5 % of the mark",
    ),
    key(
        "limits.position_mode",
        "",
        "position mode of the account on margin, one-way or hedge: in the other one nothing opens; empty: whichever it is in (ORD-06)",
    ),
];
