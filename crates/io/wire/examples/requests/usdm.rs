//! What is asked of Binance USD-M futures, one request for each intent, and what is concluded from each of its codes.

use super::bench::{Bench, price};
use super::{NOW, Scribe};
use domain::{
    AssetsMode, Interval, Leverage, MarginMode, MarginMove, OrderKind, PositionMode, PositionSide,
    Qty, Setting, Span, Time, TimeInForce,
};
use protocols::Answer;
use protocols::Call;
use protocols::binance_usdm::facts::Door;
use protocols::binance_usdm::{IncomeKind, PlaceReply, ask, read};
use serde_json::{Value, json};

const DEADLINE: Time = NOW.plus(Span::from_secs(60));
const FROM: Time = Time::from_millis(1_700_000_000_000);

pub(crate) fn requests(scribe: &Scribe) -> Vec<Value> {
    let mut shown = Vec::new();
    for (intent, words, kind, position) in orders() {
        // Every order bears the same id, so each has a gate of its own.
        let mut bench = Bench::perpetual();
        let cleared = match position.hedge() {
            None => bench.cleared(words, kind),
            Some(side) => bench.hedged(words, kind, side),
        };
        let call = ask::place(cleared, &bench.instrument, DEADLINE).unwrap();
        shown.push(scribe.request(intent, &call));
    }
    let mut bench = Bench::perpetual();
    let cleared = bench.amendment("0.005");
    let call = ask::amend(cleared, &bench.instrument, DEADLINE).unwrap();
    shown.push(scribe.request("usdm.amend", &call));
    let all = standing(&bench)
        .into_iter()
        .chain(settings(&bench))
        .chain(market(&bench))
        .chain(account(&bench));
    for (intent, call) in all {
        shown.push(scribe.request(intent, &call));
    }
    shown
}

fn orders() -> Vec<(&'static str, &'static str, OrderKind, PositionSide)> {
    use PositionSide::{Both, Long, Short};
    let limit = |time_in_force| OrderKind::Limit {
        price: price("59999.5"),
        time_in_force,
    };
    let stop_limit = OrderKind::StopLimit {
        trigger: price("59000"),
        price: price("58900.5"),
        time_in_force: TimeInForce::Gtc,
    };
    let maker = OrderKind::LimitMaker {
        price: price("61000"),
    };
    let stop = |trigger| OrderKind::Stop {
        trigger: price(trigger),
    };
    vec![
        ("usdm.market_buy", "buy 0.01", OrderKind::Market, Both),
        ("usdm.market_sell", "sell 0.01", OrderKind::Market, Both),
        ("usdm.long_open", "buy 0.01", OrderKind::Market, Long),
        ("usdm.short_open", "sell 0.01", OrderKind::Market, Short),
        ("usdm.long_close", "sell 0.01", OrderKind::Market, Long),
        ("usdm.short_close", "buy 0.01", OrderKind::Market, Short),
        ("usdm.long_limit", "buy 0.01", limit(TimeInForce::Gtc), Long),
        ("usdm.long_stop", "sell 0.01", stop("59000"), Long),
        ("usdm.short_stop", "buy 0.01", stop("61000"), Short),
        ("usdm.limit_gtc", "buy 0.01", limit(TimeInForce::Gtc), Both),
        ("usdm.limit_ioc", "sell 0.01", limit(TimeInForce::Ioc), Both),
        ("usdm.limit_fok", "buy 0.01", limit(TimeInForce::Fok), Both),
        ("usdm.limit_maker", "sell 0.01", maker, Both),
        ("usdm.stop_sell", "sell 0.01", stop("59000"), Both),
        ("usdm.stop_buy", "buy 0.01", stop("61000"), Both),
        ("usdm.stop_limit_sell", "sell 0.01", stop_limit, Both),
    ]
}

fn standing(bench: &Bench) -> Vec<(&'static str, Call)> {
    use Door::{Book, Conditional};
    let btc = &bench.instrument;
    let cancel = |door| ask::cancel(bench.cancel(), btc, door).unwrap();
    let query = |door| ask::query(btc, bench.client_id(), door);
    vec![
        ("usdm.cancel", cancel(Book)),
        ("usdm.cancel_algo", cancel(Conditional)),
        ("usdm.cancel_all", ask::cancel_all(btc, Book)),
        ("usdm.cancel_all_algo", ask::cancel_all(btc, Conditional)),
        ("usdm.dead_man", ask::dead_man(btc, Span::from_secs(120))),
        ("usdm.query", query(Book)),
        ("usdm.query_algo", query(Conditional)),
        ("usdm.open_orders", ask::open_orders(Book)),
        ("usdm.open_orders_of", ask::open_orders_of(btc, Book)),
        ("usdm.open_algos", ask::open_orders(Conditional)),
        ("usdm.open_algos_of", ask::open_orders_of(btc, Conditional)),
    ]
}

fn settings(bench: &Bench) -> Vec<(&'static str, Call)> {
    let symbol = bench.instrument.symbol;
    let margin = |mode| Setting::Margin { symbol, mode };
    let amount = Qty::parse("12.5").unwrap();
    let moved = |change| Setting::PositionMargin {
        symbol,
        position: PositionSide::Long,
        change,
    };
    let leverage = Leverage::new(20).unwrap();
    let all = [
        ("usdm.leverage", Setting::Leverage { symbol, leverage }),
        ("usdm.isolated", margin(MarginMode::Isolated)),
        ("usdm.cross", margin(MarginMode::Cross)),
        ("usdm.hedge", Setting::Positions(PositionMode::Hedge)),
        ("usdm.one_way", Setting::Positions(PositionMode::OneWay)),
        ("usdm.multi_assets", Setting::Assets(AssetsMode::Multi)),
        ("usdm.margin_add", moved(MarginMove::Add(amount))),
        ("usdm.margin_take", moved(MarginMove::Take(amount))),
    ];
    let said = all.map(|(intent, setting)| {
        let instrument = setting.symbol().map(|_| &bench.instrument);
        let call = ask::set(bench.setting(setting), instrument, DEADLINE).unwrap();
        (intent, call)
    });
    said.into()
}

fn market(bench: &Bench) -> Vec<(&'static str, Call)> {
    let btc = &bench.instrument;
    let candles = ask::candles(btc, Interval::M1, FROM).unwrap();
    vec![
        ("usdm.time", ask::server_time()),
        ("usdm.instruments", ask::instruments()),
        ("usdm.depth", ask::depth(btc)),
        ("usdm.candles", candles),
        ("usdm.mark", ask::mark(btc)),
        ("usdm.marks", ask::marks()),
        ("usdm.funding_paid", ask::funding_paid(btc, FROM)),
        ("usdm.funding_rules", ask::funding_rules()),
        ("usdm.open_interest", ask::open_interest(btc)),
    ]
}

fn account(bench: &Bench) -> Vec<(&'static str, Call)> {
    let btc = &bench.instrument;
    let funding = Some(IncomeKind::FundingFee);
    vec![
        ("usdm.balances", ask::balances()),
        ("usdm.account", ask::account()),
        ("usdm.positions", ask::positions()),
        ("usdm.account_settings", ask::account_settings()),
        ("usdm.symbol_settings", ask::symbol_settings(btc)),
        ("usdm.fees", ask::fees(btc)),
        ("usdm.fills_from", ask::fills_from(btc, 77)),
        ("usdm.orders_from", ask::orders_from(btc, 77)),
        ("usdm.algos_from", ask::algos_from(btc, 77)),
        ("usdm.income", ask::income(FROM, None)),
        ("usdm.income_of_funding", ask::income(FROM, funding)),
        ("usdm.forced_orders", ask::forced_orders(btc, FROM)),
        ("usdm.listen_key_open", ask::open_listen_key()),
        ("usdm.listen_key_keep", ask::keep_listen_key()),
        ("usdm.listen_key_close", ask::close_listen_key()),
    ]
}

/// What placing concludes from each code in an answer 400, and from each wording of the engine's.
pub(crate) fn dispositions() -> Vec<Value> {
    let documented = (-1_299_i64..=-1_000)
        .chain(-2_099..=-2_000)
        .chain(-4_999..=-4_000)
        .chain(-5_099..=-5_000);
    documented
        .map(|code| json!({ "code": code, "text": "", "concluded": concluded(code) }))
        .collect()
}

fn concluded(code: i64) -> String {
    let answer = Answer {
        status: 400,
        retry_after: None,
        used_weight: None,
        received: Time::from_millis(0),
        body: json!({ "code": code, "msg": "" }).to_string().into_bytes(),
    };
    match read::place(&answer) {
        PlaceReply::Placed(_) => "Placed".to_owned(),
        PlaceReply::Refused(trouble)
        | PlaceReply::NotTaken(trouble)
        | PlaceReply::Unknown(trouble) => {
            let told = format!("{:?}", trouble.disposition);
            let end = told.find(['(', ' ']).unwrap_or(told.len());
            told.chars().take(end).collect()
        }
    }
}
