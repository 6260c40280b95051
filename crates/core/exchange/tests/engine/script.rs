//! A small language for cases: one line, one input; the effects of the last line are compared as text.
//!
//! `1 buy 2 @100 ioc as mine` · `1 sell 2 market` · `1 sell 2 maker @100` · `1 sell 2 stop 95 @94` · `1 cancel mine`
//! `house bid 3@100 ask 4@101` · `diff ask 0@101` · `print sell 2@100` · `take buy 3 @101` · `deposit 1 B 5`

use crate::placing::{list_or_replace, place};
use domain::{
    AccountId, Amount, Asset, ClientOrderId, ContractKind, Instrument, InstrumentRules, Machine,
    Price, Qty, Rate, Side, Symbol, Text, Time, VenueId,
};
use exchange::{
    AccountTerms, Amend, Cancel, CancelList, CancelRestriction, Discount, Effect, Exchange,
    ExchangeOrderId, ExchangeTradeId, Execution, Filters, HouseLevel, Input, ListKey, Listing,
    OrderKey, OrderLimits, OrderListId, OrderReport, OrderStatus, PreventedMatch, Print, Refill,
    SetLevels, Tag, Take, TradePermission,
};
use std::fmt::Write;

pub(crate) const TAG: Tag = Tag::new(7);

/// An exchange with `B/Q` listed and accounts 1, 2, 3 that hold 1000 B and 100000 Q; maker 0.1 %, taker 0.2 %.
pub(crate) fn exchange() -> Exchange {
    let mut exchange = empty();
    for account in 1..=3 {
        let out = step(&mut exchange, account_input(account, "1000", "100000"));
        assert!(!format!("{out:?}").contains("Refused"), "{out:?}");
    }
    exchange
}

/// An exchange with `B/Q` listed and nobody there.
pub(crate) fn empty() -> Exchange {
    let mut exchange = Exchange::new();
    let listing = listing();
    step(&mut exchange, Input::AddInstrument { tag: TAG, listing });
    exchange
}

pub(crate) fn symbol() -> Symbol {
    Symbol::new("B/Q").unwrap()
}

pub(crate) fn account(number: u64) -> AccountId {
    AccountId::new(number)
}

pub(crate) fn price(text: &str) -> Price {
    Price::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

pub(crate) fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

pub(crate) fn asset(text: &str) -> Asset {
    Asset::new(text).unwrap()
}

pub(crate) fn listing() -> Listing {
    let instrument = Instrument {
        venue: VenueId::new("simex").unwrap(),
        symbol: symbol(),
        venue_symbol: Text::new("BQ").unwrap(),
        base: asset("B"),
        quote: asset("Q"),
        kind: ContractKind::Spot,
        rules: InstrumentRules {
            price_tick: price("0.01"),
            price_min: price("0.01"),
            price_max: price("10000"),
            qty_step: qty("0.001"),
            qty_min: qty("0.001"),
            qty_max: qty("500"),
            market_qty_max: qty("50"),
            notional_min: Amount::parse("1").unwrap(),
            notional_max: Amount::parse("60000").unwrap(),
        },
    };
    Listing {
        instrument,
        limits: OrderLimits::usual(6, 2),
        filters: Filters::PLAIN,
    }
}

pub(crate) fn account_input(number: u64, base: &str, quote: &str) -> Input {
    Input::AddAccount {
        tag: TAG,
        account: AccountTerms::plain(
            account(number),
            Rate::parse("0.001").unwrap(),
            Rate::parse("0.002").unwrap(),
        ),
        balances: vec![(asset("B"), qty(base)), (asset("Q"), qty(quote))],
    }
}

pub(crate) fn step(exchange: &mut Exchange, input: Input) -> Vec<Effect> {
    let mut effects = Vec::new();
    exchange.step(Time::from_millis(1), input, &mut effects);
    effects
}

/// Runs every line; the text of the last line's effects.
pub(crate) fn told(exchange: &mut Exchange, lines: &str) -> String {
    let mut last = String::new();
    for line in lines.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let effects = step(exchange, input(line));
        last = effects.iter().filter_map(text).collect();
    }
    last
}

/// Runs a script on the usual exchange and compares what its last line said.
pub(crate) fn check(script: &str, expected: &str) {
    compare(&told(&mut exchange(), script), expected, script);
}

pub(crate) fn compare(told: &str, expected: &str, script: &str) {
    let tidy = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|l| l.trim().to_owned());
        lines.filter(|l| !l.is_empty()).collect()
    };
    assert_eq!(
        tidy(told),
        tidy(expected),
        "\n--- script\n{script}\n--- told\n{told}"
    );
}

fn text(effect: &Effect) -> Option<String> {
    let mut line = match effect {
        Effect::Accepted { order, .. } => format!("accepted #{order}"),
        Effect::Cancelled { order, .. } => format!("cancelled #{order}"),
        Effect::Refused { reason, .. } => format!("refused {reason}"),
        Effect::Report(report) => report_text(report),
        Effect::Trade(trade) => {
            let name = |id: Option<ExchangeOrderId>| id.map_or("house".into(), |i| format!("#{i}"));
            let (qty, price, taker) = (trade.qty, trade.price, trade.taker);
            let (buyer, seller) = (name(trade.buyer), name(trade.seller));
            format!(
                "tape t{} {qty}@{price} {taker} {buyer} from {seller}",
                trade.id
            )
        }
        Effect::LevelChanged(level) => {
            let side = match level.side {
                Side::Buy => "bid",
                Side::Sell => "ask",
            };
            format!("{side} {} now {}", level.price, level.qty)
        }
        Effect::BalanceChanged {
            account, balance, ..
        } => format!(
            "{account} has {} {} and {} locked",
            balance.free, balance.asset, balance.locked
        ),
        Effect::IdsReserved(_) => return None,
        Effect::TermsSet(terms) => format!("terms of {}", terms.account),
        Effect::StatusSet(state) => format!("status {}", state.status),
        Effect::RulesSet(rules) => format!("rules of {}", rules.symbol),
        Effect::ExecutionSet(rules) => format!("execution of {}", rules.symbol),
        Effect::ListAccepted { list, .. } => format!("accepted list {list}"),
        Effect::ListCancelled { list, .. } => format!("cancelled list {list}"),
        Effect::Replaced(both) => format!("replaced: {:?}, {:?}", both.cancel, both.place),
        Effect::Amended { amendment, .. } => format!(
            "amended #{} from {} to {}",
            amendment.order, amendment.orig_qty, amendment.qty
        ),
        Effect::List(report) => format!(
            "list {} {} {:?} {}",
            report.list.id, report.list.kind, report.event, report.list.status
        ),
        Effect::Prevented(one) => prevented_text(one),
        Effect::Trailed(trail) => format!("#{} trails {}", trail.order, trail.best),
        Effect::Listed(_) => "listed".into(),
        Effect::AccountOpened(terms) => format!("opened {}", terms.account),
    };
    line.push('\n');
    Some(line)
}

fn report_text(report: &OrderReport) -> String {
    let order = &report.order;
    let mut line = format!("#{} ", order.id);
    match report.execution {
        Execution::New => line.push_str("new"),
        Execution::Triggered => line.push_str("triggered"),
        Execution::Activated => line.push_str("activated"),
        Execution::Amended { orig_qty, .. } => write!(line, "amended from {orig_qty}").unwrap(),
        Execution::Prevented(p) => write!(line, "prevented {} by #{}", p.lost, p.counter).unwrap(),
        Execution::Cancelled { .. } => line.push_str("cancelled"),
        Execution::Expired => line.push_str("expired"),
        Execution::Trade(x) => write!(
            line,
            "t{} {}@{} = {} fee {} {} {}",
            x.trade, x.qty, x.price, x.quote, x.fee, x.fee_asset, x.liquidity
        )
        .unwrap(),
    }
    let status = match order.status {
        OrderStatus::Pending => "pending".into(),
        OrderStatus::Sleeping => "sleeping".into(),
        OrderStatus::New => "new".into(),
        OrderStatus::PartiallyFilled => "part".into(),
        OrderStatus::Filled => "filled".into(),
        OrderStatus::Cancelled => "cancelled".into(),
        OrderStatus::Expired(reason) => format!("{reason:?}"),
    };
    write!(line, " | {status} {}/{}", order.filled, order.qty).unwrap();
    line
}

fn prevented_text(one: &PreventedMatch) -> String {
    let lost = |qty: Option<Qty>| qty.map_or_else(|| "-".to_owned(), |qty| qty.to_string());
    format!(
        "prevented p{} #{} loses {} #{} loses {} at {} {}",
        one.id,
        one.taker_order,
        lost(one.taker_lost),
        one.maker_order,
        lost(one.maker_lost),
        one.price,
        one.mode
    )
}

/// Reads one line of the language.
pub(crate) fn input(line: &str) -> Input {
    let words: Vec<&str> = line.split_whitespace().collect();
    keepers(&words).unwrap_or_else(|| accounts(&words, line))
}

/// What the house and those who run the exchange do.
fn keepers(words: &[&str]) -> Option<Input> {
    Some(match words {
        ["house", levels @ ..] => levels_input(Refill::Named, levels),
        ["diff", levels @ ..] => levels_input(Refill::Taken, levels),
        ["print", side, at] => {
            let (qty, price) = lots_at(at);
            Input::Print(Print {
                tag: TAG,
                symbol: symbol(),
                id: ExchangeTradeId::new(900),
                price,
                qty,
                taker: side_of(side),
                at: Time::from_millis(3),
            })
        }
        ["take", side, amount, rest @ ..] => Input::Take(Take {
            tag: TAG,
            symbol: symbol(),
            side: side_of(side),
            qty: qty(amount),
            limit: rest.first().map(|at| price(at.trim_start_matches('@'))),
        }),
        ["deposit", number, name, amount] => Input::Deposit {
            tag: TAG,
            account: account(number.parse().unwrap()),
            asset: asset(name),
            qty: qty(amount),
        },
        ["withdraw", number, name, amount] => Input::Withdraw {
            tag: TAG,
            account: account(number.parse().unwrap()),
            asset: asset(name),
            qty: qty(amount),
        },
        ["status", word] => Input::SetStatus {
            tag: TAG,
            symbol: symbol(),
            status: word.parse().unwrap(),
        },
        ["expire-all"] => Input::ExpireAll {
            tag: TAG,
            symbol: symbol(),
        },
        ["terms", number, how @ ..] => Input::SetTerms {
            tag: TAG,
            terms: terms(account(number.parse().unwrap()), how),
        },
        _ => return None,
    })
}

/// What accounts ask.
fn accounts(words: &[&str], line: &str) -> Input {
    match words {
        [number, "cancel", "all"] => Input::CancelAll {
            tag: TAG,
            account: account(number.parse().unwrap()),
            symbol: symbol(),
        },
        [number, "cancel", name] => Input::Cancel(Cancel::plain(
            TAG,
            (account(number.parse().unwrap()), symbol()),
            key_of(name),
        )),
        [number, "cancel", name, how] => Input::Cancel(Cancel {
            restriction: match *how {
                "only-new" => CancelRestriction::OnlyNew,
                "only-part" => CancelRestriction::OnlyPartiallyFilled,
                _ => panic!("no such restriction: {line}"),
            },
            ..Cancel::plain(
                TAG,
                (account(number.parse().unwrap()), symbol()),
                key_of(name),
            )
        }),
        [number, "cancel-list", name] => Input::CancelList(CancelList {
            tag: TAG,
            account: account(number.parse().unwrap()),
            symbol: symbol(),
            list: match name.strip_prefix('#') {
                Some(id) => ListKey::Exchange(OrderListId::new(id.parse().unwrap())),
                None => ListKey::Client(ClientOrderId::new(name).unwrap()),
            },
            cancel_id: None,
        }),
        [number, "amend", name, amount, rest @ ..] => Input::Amend(Amend {
            tag: TAG,
            account: account(number.parse().unwrap()),
            symbol: symbol(),
            order: key_of(name),
            client_id: match rest {
                ["as", other] => Some(ClientOrderId::new(other).unwrap()),
                _ => None,
            },
            qty: qty(amount),
        }),
        [number, _, _, ..] => list_or_replace(words)
            .unwrap_or_else(|| Input::Place(place(account(number.parse().unwrap()), &words[1..]))),
        _ => panic!("no such line: {line}"),
    }
}

/// The usual fees with `group 3`, `barred`, `bnb` (fees in `N` at a quarter off).
pub(crate) fn terms(account: AccountId, how: &[&str]) -> AccountTerms {
    let rate = |text: &str| Rate::parse(text).unwrap();
    let mut terms = AccountTerms::plain(account, rate("0.001"), rate("0.002"));
    let mut words = how.iter();
    while let Some(word) = words.next() {
        match *word {
            "barred" => terms.permission = TradePermission::Barred,
            "group" => terms.group = words.next().map(|w| w.parse().unwrap()),
            "bnb" => {
                terms.discount = Some(Discount {
                    asset: asset("N"),
                    off: rate("0.25"),
                });
            }
            _ => panic!("no such term: {word}"),
        }
    }
    terms
}

pub(crate) fn key_of(name: &str) -> OrderKey {
    match name.strip_prefix('#') {
        Some(id) => OrderKey::Exchange(ExchangeOrderId::new(id.parse().unwrap())),
        None => OrderKey::Client(ClientOrderId::new(name).unwrap()),
    }
}

pub(crate) fn side_of(word: &str) -> Side {
    match word {
        "buy" | "bid" => Side::Buy,
        "sell" | "ask" => Side::Sell,
        _ => panic!("no such side: {word}"),
    }
}

fn lots_at(word: &str) -> (Qty, Price) {
    let (amount, at) = word.split_once('@').unwrap();
    (qty(amount), price(at))
}

fn levels_input(refill: Refill, words: &[&str]) -> Input {
    let levels = words.chunks(2).map(|pair| {
        let (qty, price) = lots_at(pair[1]);
        HouseLevel {
            side: side_of(pair[0]),
            price,
            qty,
        }
    });
    Input::SetLevels(SetLevels {
        tag: TAG,
        symbol: symbol(),
        refill,
        levels: levels.collect(),
    })
}
