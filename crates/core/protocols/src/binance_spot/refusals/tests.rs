//! Every code and every wording that the venue documents, and what each lets the caller conclude.

use super::*;
use crate::binance::demand;
use crate::binance_spot::{CancelReply, PlaceReply, QueryReply, read};
use crate::limits::Demand;
use alloc::format;
use domain::Time;

/// Code, the venue's name of it, and what it means in an answer 400.
const CODES: [(i64, &str, &str); 100] = [
    (-1000, "UNKNOWN", "ambiguous"),
    (-1001, "DISCONNECTED", "ambiguous"),
    (-1002, "UNAUTHORIZED", "fatal"),
    (-1003, "TOO_MANY_REQUESTS", "retry"),
    (-1006, "UNEXPECTED_RESP", "ambiguous"),
    (-1007, "TIMEOUT", "ambiguous"),
    (-1008, "SERVER_BUSY", "retry"),
    (-1010, "ERROR_MSG_RECEIVED", "other"),
    (-1013, "INVALID_MESSAGE", "other"),
    (-1014, "UNKNOWN_ORDER_COMPOSITION", "parameter"),
    (-1015, "TOO_MANY_ORDERS", "retry"),
    (-1016, "SERVICE_SHUTTING_DOWN", "fatal"),
    (-1020, "UNSUPPORTED_OPERATION", "parameter"),
    (-1021, "INVALID_TIMESTAMP", "retry"),
    (-1022, "INVALID_SIGNATURE", "fatal"),
    (-1100, "ILLEGAL_CHARS", "parameter"),
    (-1101, "TOO_MANY_PARAMETERS", "parameter"),
    (-1102, "MANDATORY_PARAM_EMPTY_OR_MALFORMED", "parameter"),
    (-1103, "UNKNOWN_PARAM", "parameter"),
    (-1104, "UNREAD_PARAMETERS", "parameter"),
    (-1105, "PARAM_EMPTY", "parameter"),
    (-1106, "PARAM_NOT_REQUIRED", "parameter"),
    (-1108, "PARAM_OVERFLOW", "parameter"),
    (-1111, "BAD_PRECISION", "parameter"),
    (-1112, "NO_DEPTH", "other"),
    (-1114, "TIF_NOT_REQUIRED", "parameter"),
    (-1115, "INVALID_TIF", "parameter"),
    (-1116, "INVALID_ORDER_TYPE", "parameter"),
    (-1117, "INVALID_SIDE", "parameter"),
    (-1118, "EMPTY_NEW_CL_ORD_ID", "parameter"),
    (-1119, "EMPTY_ORG_CL_ORD_ID", "parameter"),
    (-1120, "BAD_INTERVAL", "parameter"),
    (-1121, "BAD_SYMBOL", "parameter"),
    (-1122, "INVALID_SYMBOLSTATUS", "parameter"),
    (-1125, "INVALID_LISTEN_KEY", "parameter"),
    (-1127, "MORE_THAN_XX_HOURS", "parameter"),
    (-1128, "OPTIONAL_PARAMS_BAD_COMBO", "parameter"),
    (-1130, "INVALID_PARAMETER", "parameter"),
    (-1131, "BAD_RECV_WINDOW", "parameter"),
    (-1134, "BAD_STRATEGY_TYPE", "parameter"),
    (-1135, "INVALID_JSON", "parameter"),
    (-1139, "INVALID_TICKER_TYPE", "parameter"),
    (-1145, "INVALID_CANCEL_RESTRICTIONS", "parameter"),
    (-1151, "DUPLICATE_SYMBOLS", "parameter"),
    (-1152, "INVALID_SBE_HEADER", "parameter"),
    (-1153, "UNSUPPORTED_SCHEMA_ID", "parameter"),
    (-1155, "SBE_DISABLED", "parameter"),
    (-1158, "OCO_ORDER_TYPE_REJECTED", "parameter"),
    (-1160, "OCO_ICEBERGQTY_TIMEINFORCE", "parameter"),
    (-1161, "DEPRECATED_SCHEMA", "parameter"),
    (-1165, "BUY_OCO_LIMIT_MUST_BE_BELOW", "parameter"),
    (-1166, "SELL_OCO_LIMIT_MUST_BE_ABOVE", "parameter"),
    (-1168, "BOTH_OCO_ORDERS_CANNOT_BE_LIMIT", "parameter"),
    (-1169, "INVALID_TAG_NUMBER", "parameter"),
    (-1170, "TAG_NOT_DEFINED_IN_MESSAGE", "parameter"),
    (-1171, "TAG_APPEARS_MORE_THAN_ONCE", "parameter"),
    (-1172, "TAG_OUT_OF_ORDER", "parameter"),
    (-1173, "GROUP_FIELDS_OUT_OF_ORDER", "parameter"),
    (-1174, "INVALID_COMPONENT", "parameter"),
    (-1175, "RESET_SEQ_NUM_SUPPORT", "parameter"),
    (-1176, "ALREADY_LOGGED_IN", "parameter"),
    (-1177, "GARBLED_MESSAGE", "parameter"),
    (-1178, "BAD_SENDER_COMPID", "parameter"),
    (-1179, "BAD_SEQ_NUM", "parameter"),
    (-1180, "EXPECTED_LOGON", "parameter"),
    (-1181, "TOO_MANY_MESSAGES", "retry"),
    (-1182, "PARAMS_BAD_COMBO", "parameter"),
    (-1183, "NOT_ALLOWED_IN_DROP_COPY_SESSIONS", "parameter"),
    (-1184, "DROP_COPY_SESSION_NOT_ALLOWED", "parameter"),
    (-1185, "DROP_COPY_SESSION_REQUIRED", "parameter"),
    (-1186, "NOT_ALLOWED_IN_ORDER_ENTRY_SESSIONS", "parameter"),
    (-1187, "NOT_ALLOWED_IN_MARKET_DATA_SESSIONS", "parameter"),
    (-1188, "INCORRECT_NUM_IN_GROUP_COUNT", "parameter"),
    (-1189, "DUPLICATE_ENTRIES_IN_A_GROUP", "parameter"),
    (-1190, "INVALID_REQUEST_ID", "parameter"),
    (-1191, "TOO_MANY_SUBSCRIPTIONS", "parameter"),
    (-1194, "INVALID_TIME_UNIT", "parameter"),
    (-1196, "BUY_OCO_STOP_LOSS_MUST_BE_ABOVE", "parameter"),
    (-1197, "SELL_OCO_STOP_LOSS_MUST_BE_BELOW", "parameter"),
    (-1198, "BUY_OCO_TAKE_PROFIT_MUST_BE_BELOW", "parameter"),
    (-1199, "SELL_OCO_TAKE_PROFIT_MUST_BE_ABOVE", "parameter"),
    (-1210, "INVALID_PEG_PRICE_TYPE", "parameter"),
    (-1211, "INVALID_PEG_OFFSET_TYPE", "parameter"),
    (-2010, "NEW_ORDER_REJECTED", "other"),
    (-2011, "CANCEL_REJECTED", "not-open"),
    (-2013, "NO_SUCH_ORDER", "never-seen"),
    (-2014, "BAD_API_KEY_FMT", "fatal"),
    (-2015, "REJECTED_MBX_KEY", "fatal"),
    (-2016, "NO_TRADING_WINDOW", "other"),
    (-2021, "CANCEL_REPLACE_PARTIALLY_FAILED", "ambiguous"),
    (-2022, "CANCEL_REPLACE_FAILED", "ambiguous"),
    (-2026, "ORDER_ARCHIVED", "other"),
    (-2035, "SUBSCRIPTION_ACTIVE", "other"),
    (-2036, "SUBSCRIPTION_INACTIVE", "other"),
    (-2038, "AMEND_REJECTED", "other"),
    (-2039, "CLIENT_ORDER_ID_INVALID", "other"),
    (-2042, "MAXIMUM_SUBSCRIPTION_IDS", "other"),
    (-2043, "REFERENCE_PRICE_INVALID", "other"),
    (-5000, "PATH_INVALID", "parameter"),
    (-9999, "NOBODY_EXPLAINED", "protocol"),
];

/// What the engine says with -1010, -1013 and -2010, and what it means.
const WORDS: [(&str, &str); 32] = [
    ("Unknown order sent.", "other"),
    ("Duplicate order sent.", "ambiguous"),
    ("Market is closed.", "closed"),
    (
        "Account has insufficient balance for requested action.",
        "balance",
    ),
    ("Market orders are not supported for this symbol.", "other"),
    ("Iceberg orders are not supported for this symbol.", "other"),
    (
        "Stop loss orders are not supported for this symbol.",
        "other",
    ),
    (
        "Stop loss limit orders are not supported for this symbol.",
        "other",
    ),
    (
        "Take profit orders are not supported for this symbol.",
        "other",
    ),
    (
        "Take profit limit orders are not supported for this symbol.",
        "other",
    ),
    ("Price * QTY is zero or less.", "other"),
    ("IcebergQty exceeds QTY.", "other"),
    ("This action is disabled on this account.", "fatal"),
    ("This account may not place or cancel orders.", "fatal"),
    ("Unsupported order combination", "other"),
    ("Order would trigger immediately.", "would-trigger"),
    ("Stop price would trigger immediately.", "would-trigger"),
    (
        "Cancel order is invalid. Check origClOrdId and orderId.",
        "other",
    ),
    ("Order would immediately match and take.", "would-match"),
    (
        "The relationship of the prices for the orders is not correct.",
        "other",
    ),
    ("OCO orders are not supported for this symbol", "other"),
    (
        "Quote order qty market orders are not support for this symbol.",
        "other",
    ),
    (
        "Trailing stop orders are not supported for this symbol.",
        "other",
    ),
    (
        "Order cancel-replace is not supported for this symbol.",
        "other",
    ),
    ("This symbol is not permitted for this account.", "fatal"),
    ("This symbol is restricted for this account.", "fatal"),
    (
        "Order was not canceled due to cancel restrictions.",
        "other",
    ),
    ("Rest API trading is not enabled.", "fatal"),
    ("WebSocket API trading is not enabled.", "fatal"),
    (
        "Order book liquidity is less than `LOT_SIZE` filter minimum quantity.",
        "other",
    ),
    (
        "Order book liquidity is less than `MARKET_LOT_SIZE` filter minimum quantity.",
        "other",
    ),
    (
        "Order book liquidity is less than symbol minimum quantity.",
        "other",
    ),
];

const FILTERS: [&str; 20] = [
    "PRICE_FILTER",
    "PERCENT_PRICE",
    "PERCENT_PRICE_BY_SIDE",
    "LOT_SIZE",
    "MIN_NOTIONAL",
    "NOTIONAL",
    "ICEBERG_PARTS",
    "MARKET_LOT_SIZE",
    "MAX_POSITION",
    "MAX_NUM_ORDERS",
    "MAX_NUM_ALGO_ORDERS",
    "MAX_NUM_ICEBERG_ORDERS",
    "MAX_NUM_ORDER_LISTS",
    "MAX_NUM_ORDER_AMENDS",
    "MAX_ASSET",
    "TRAILING_DELTA",
    "EXCHANGE_MAX_NUM_ORDERS",
    "EXCHANGE_MAX_NUM_ALGO_ORDERS",
    "EXCHANGE_MAX_NUM_ICEBERG_ORDERS",
    "EXCHANGE_MAX_NUM_ORDER_LISTS",
];

fn answer(status: u16, code: i64, text: &str) -> Answer {
    Answer {
        status,
        retry_after: None,
        used_weight: None,
        received: Time::from_millis(0),
        body: format!(r#"{{"code":{code},"msg":"{text}"}}"#).into_bytes(),
    }
}

fn named(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Rejected(Rejection::Filter) => "filter",
        Disposition::Rejected(Rejection::Balance) => "balance",
        Disposition::Rejected(Rejection::WouldMatch) => "would-match",
        Disposition::Rejected(Rejection::WouldTrigger) => "would-trigger",
        Disposition::Rejected(Rejection::Closed) => "closed",
        Disposition::Rejected(Rejection::Parameter) => "parameter",
        Disposition::Rejected(Rejection::NeverSeen) => "never-seen",
        Disposition::Rejected(Rejection::NotOpen) => "not-open",
        Disposition::Rejected(
            Rejection::Other
            | Rejection::WouldNotFill
            | Rejection::ReduceOnly
            | Rejection::Exposure
            | Rejection::PositionMode
            | Rejection::NoChange,
        ) => "other",
        Disposition::Retry { .. } => "retry",
        Disposition::Banned { .. } => "banned",
        Disposition::Ambiguous => "ambiguous",
        Disposition::Fatal => "fatal",
        Disposition::Protocol => "protocol",
    }
}

fn meaning(status: u16, code: i64, text: &str) -> &'static str {
    let answer = answer(status, code, text);
    let told = trouble(&answer).disposition;
    // A session says the same with the same status and code.
    assert_eq!(session_trouble(status, code, text).disposition, told);
    named(told)
}

#[test]
fn every_code_means_what_the_table_says() {
    for (code, name, expected) in CODES {
        assert_eq!(meaning(400, code, name), expected, "{code} {name}");
    }
}

#[test]
fn every_wording_of_the_engine_means_what_the_table_says() {
    for (text, expected) in WORDS {
        for code in [-1010, -1013, -2010] {
            assert_eq!(meaning(400, code, text), expected, "{code} {text}");
        }
        let of_cancel = if expected == "fatal" {
            "fatal"
        } else {
            "not-open"
        };
        assert_eq!(meaning(400, -2011, text), of_cancel, "-2011 {text}");
    }
    for filter in FILTERS {
        let text = format!("Filter failure: {filter}");
        assert_eq!(meaning(400, -1013, &text), "filter", "{filter}");
    }
}

// ORD-03: no status that hides what happened is believed for the sake of a code in its body.
#[test]
fn a_status_that_hides_what_happened_outweighs_every_code() {
    for (code, name, _) in CODES {
        for (status, expected) in [
            (403, "fatal"),
            (409, "ambiguous"),
            (418, "banned"),
            (429, "retry"),
            (451, "fatal"),
            (302, "protocol"),
        ] {
            assert_eq!(meaning(status, code, name), expected, "{status} {code}");
        }
        let told = trouble(&answer(500, code, name)).disposition;
        let expected = if code == -1008 { "retry" } else { "ambiguous" };
        assert_eq!(named(told), expected, "500 {code}");
    }
}

/// What may be concluded of an order by an answer 400 to placing, cancelling and asking for it.
#[test]
fn only_a_decision_of_the_venue_ends_or_refuses_an_order() {
    for (code, name, expected) in CODES {
        let answer = answer(400, code, name);
        let placed = match read::place(&answer) {
            PlaceReply::Placed { .. } => "placed",
            PlaceReply::Refused(_) => "refused",
            PlaceReply::NotTaken(_) => "not taken",
            PlaceReply::Unknown(_) => "unknown",
        };
        let of_order = match expected {
            "ambiguous" | "protocol" => "unknown",
            "retry" if code == -1021 => "not taken",
            "retry" => "unknown",
            _ => "refused",
        };
        assert_eq!(placed, of_order, "placing: {code} {name}");
        let cancelled = match read::cancel(&answer) {
            CancelReply::Cancelled(_) => "cancelled",
            CancelReply::NotOpen(_) => "not open",
            CancelReply::NotTaken(_) => "not taken",
            CancelReply::Unknown(_) => "unknown",
        };
        let of_cancel = match expected {
            "ambiguous" | "protocol" => "unknown",
            "not-open" | "never-seen" => "not open",
            _ => "not taken",
        };
        assert_eq!(cancelled, of_cancel, "cancelling: {code} {name}");
        let never_seen = matches!(read::query(&answer), QueryReply::NeverSeen);
        assert_eq!(
            never_seen,
            expected == "never-seen",
            "asking: {code} {name}"
        );
    }
}

#[test]
fn a_demand_is_read_from_status_and_code() {
    let second = Some(domain::Span::from_secs(1));
    for (status, code, expected) in [
        (200, -1021, Demand::Nothing),
        (400, -1121, Demand::Nothing),
        (500, -1003, Demand::Nothing),
        (400, -1021, Demand::MendClock),
        (400, -1003, Demand::Silence { after: second }),
        (400, -1015, Demand::FewerOrders { after: second }),
        (429, -1015, Demand::FewerOrders { after: second }),
        (429, -1003, Demand::Silence { after: second }),
        (418, -1003, Demand::Absence { after: second }),
    ] {
        let mut answer = answer(status, code, "");
        answer.retry_after = second;
        assert_eq!(demand(&answer), expected, "{status} {code}");
        answer.body.clear();
        let bare = match status {
            429 => Demand::Silence { after: second },
            418 => Demand::Absence { after: second },
            _ => Demand::Nothing,
        };
        assert_eq!(demand(&answer), bare, "{status} without a body");
    }
}
