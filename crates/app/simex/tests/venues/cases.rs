//! The cases that every venue passes, told in words that all of them share. Never a word of one venue.

use crate::house::House;
use domain::{Amount, ClientOrderId, Instrument, Qty};
use protocols::{Disposition, Rejection};

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    New,
    Partly,
    Filled,
    Cancelled,
    Over,
}

/// What became of a placing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Placed {
    Stands(Stage),
    Refused(Disposition),
    /// Its time was refused before the engine took it.
    NotTaken(Disposition),
    Unknown(Disposition),
    Silence,
}

/// What became of a cancel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ended {
    Cancelled,
    NotOpen,
    Other,
}

/// What a question was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    Found(Stage, Qty),
    NeverSeen,
    NoAnswer,
}

/// An execution as every venue tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) trade: String,
    pub(crate) qty: Qty,
    pub(crate) price: String,
    pub(crate) fee: Amount,
}

/// What a private stream told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) id: ClientOrderId,
    pub(crate) stage: Stage,
    pub(crate) fill: Option<Row>,
}

/// One venue, as the cases meet it.
pub(crate) trait Party {
    fn house(&mut self) -> &mut House;
    fn instrument(&self) -> Instrument;
    fn place(&mut self, words: &str) -> (Placed, ClientOrderId);
    fn cancel(&mut self, id: ClientOrderId) -> Ended;
    fn query(&mut self, id: ClientOrderId) -> Asked;
    /// The same for a conditional order: whether it still waits.
    fn waits(&mut self, id: ClientOrderId) -> bool;
    fn open(&mut self) -> Vec<ClientOrderId>;
    /// All executions, page by page.
    fn fills(&mut self) -> Vec<Row>;
    /// What the private stream told since last asked.
    fn told(&mut self) -> Vec<Told>;
    /// Somebody else's order: `bob` rests, `carl` takes.
    fn other(&mut self, who: &str, words: &str);
    /// An order of the house's holder, made by hand under this id.
    fn by_holder(&mut self, id: &str);
    /// Orders that the venue refuses, and why.
    fn refusals(&self) -> Vec<(&'static str, Rejection)>;
}

fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

fn total(rows: &[Row]) -> Qty {
    rows.iter()
        .fold(Qty::ZERO, |sum, row| sum.plus(row.qty).unwrap())
}

fn stands(party: &mut impl Party, words: &str) -> ClientOrderId {
    let (placed, id) = party.place(words);
    assert_eq!(placed, Placed::Stands(Stage::New), "{words}");
    id
}

pub(crate) fn listed(party: &impl Party) {
    let instrument = party.instrument();
    assert_eq!(instrument.venue_symbol.as_str(), "BTCUSDT");
    let rules = &instrument.rules;
    assert!(rules.qty_min <= rules.qty_max && rules.price_min < rules.price_max);
    assert!(rules.price_max.on_tick(rules.price_tick) && rules.qty_min.on_step(rules.qty_step));
    assert!(!rules.notional_min.is_zero());
}

pub(crate) fn accepted(party: &mut impl Party) {
    let id = stands(party, "buy 0.01 limit 58000");
    assert_eq!(party.query(id), Asked::Found(Stage::New, Qty::ZERO));
    assert_eq!(party.open(), [id]);
    let told = party.told();
    let stage = Stage::New;
    assert_eq!(
        told,
        [Told {
            id,
            stage,
            fill: None
        }]
    );
    assert!(id.is_ours());
}

pub(crate) fn filled(party: &mut impl Party) {
    party.other("bob", "SELL 0.006 60000");
    party.other("bob", "SELL 0.006 60001");
    let (placed, id) = party.place("buy 0.012 limit 60001");
    assert_eq!(placed, Placed::Stands(Stage::Filled));
    assert_eq!(party.query(id), Asked::Found(Stage::Filled, qty("0.012")));
    assert!(party.open().is_empty());
    let fills = party.fills();
    assert_eq!((fills.len(), total(&fills)), (2, qty("0.012")));
    let prices: Vec<&str> = fills.iter().map(|fill| fill.price.as_str()).collect();
    assert_eq!(prices, ["60000", "60001"]);
    assert!(fills.iter().all(|fill| !fill.fee.is_zero()));
    assert_eq!(party.cancel(id), Ended::NotOpen);
}

pub(crate) fn partly_filled(party: &mut impl Party) {
    party.other("bob", "SELL 0.004 60000");
    let (placed, id) = party.place("buy 0.01 limit 60000");
    assert_eq!(placed, Placed::Stands(Stage::Partly));
    assert_eq!(party.query(id), Asked::Found(Stage::Partly, qty("0.004")));
    assert_eq!(party.open(), [id]);
    party.other("carl", "SELL 0.003 60000");
    assert_eq!(party.query(id), Asked::Found(Stage::Partly, qty("0.007")));
    assert_eq!(party.cancel(id), Ended::Cancelled);
    assert_eq!(
        party.query(id),
        Asked::Found(Stage::Cancelled, qty("0.007"))
    );
    assert_eq!(total(&party.fills()), qty("0.007"));
    let (placed, id) = party.place("buy 0.01 limit 60000 ioc");
    let Placed::Stands(stage) = placed else {
        panic!("{placed:?}");
    };
    // A venue answers before or after the rest has ended; the question tells.
    assert!(matches!(stage, Stage::New | Stage::Over), "{stage:?}");
    assert_eq!(party.query(id), Asked::Found(Stage::Over, Qty::ZERO));
}

pub(crate) fn cancelled(party: &mut impl Party) {
    let (one, other) = (
        stands(party, "buy 0.01 limit 58000"),
        stands(party, "buy 0.01 limit 58500"),
    );
    assert_eq!(party.cancel(one), Ended::Cancelled);
    assert_eq!(party.open(), [other]);
    assert_eq!(party.query(one), Asked::Found(Stage::Cancelled, Qty::ZERO));
    assert_eq!(party.cancel(one), Ended::NotOpen);
    let last = party.told().into_iter().rfind(|told| told.id == one);
    assert_eq!(last.unwrap().stage, Stage::Cancelled);
}

pub(crate) fn refused(party: &mut impl Party) {
    // A first trade gives the market a price.
    party.other("bob", "SELL 0.01 60000");
    party.other("carl", "BUY 0.01 60000");
    party.other("bob", "SELL 0.002 60500");
    for (words, reason) in party.refusals() {
        let (placed, id) = party.place(words);
        let expected = Placed::Refused(Disposition::Rejected(reason));
        assert_eq!(placed, expected, "{words}");
        assert_eq!(party.query(id), Asked::NeverSeen, "{words}");
    }
    assert!(party.open().is_empty());
}

pub(crate) fn unknown(party: &mut impl Party) {
    for (fault, done) in [
        ("lostAnswer", true),
        ("cutAnswer", true),
        ("emptyBody", true),
        ("htmlExecuted", true),
        ("htmlNotExecuted", false),
        ("serverErrorExecuted", true),
        ("serverErrorNotExecuted", false),
        ("internalErrorExecuted", true),
        ("internalErrorNotExecuted", false),
        ("timeoutExecuted", true),
        ("timeoutNotExecuted", false),
        ("unexpectedResponseExecuted", true),
        ("unexpectedResponseNotExecuted", false),
        ("unavailableExecuted", true),
        ("unavailableNotExecuted", false),
        ("disconnect", false),
    ] {
        party.house().fault(fault);
        let (placed, id) = party.place("buy 0.01 limit 58000");
        let doubtful = match placed {
            Placed::Silence | Placed::Unknown(Disposition::Ambiguous | Disposition::Protocol) => {
                true
            }
            Placed::Unknown(_) | Placed::NotTaken(_) | Placed::Refused(_) | Placed::Stands(_) => {
                false
            }
        };
        assert!(doubtful, "{fault}: {placed:?}");
        party.house().pass(10);
        let expected = if done {
            Asked::Found(Stage::New, Qty::ZERO)
        } else {
            Asked::NeverSeen
        };
        assert_eq!(party.query(id), expected, "{fault}");
        if done {
            assert_eq!(party.cancel(id), Ended::Cancelled, "{fault}");
        }
    }
}

pub(crate) fn throttled(party: &mut impl Party) {
    for fault in ["busy", "tooManyRequests", "banned"] {
        party.house().fault(fault);
        let (placed, id) = party.place("buy 0.01 limit 58000");
        let expected = match placed {
            Placed::Unknown(Disposition::Retry { .. }) => fault != "banned",
            Placed::Unknown(Disposition::Banned { .. }) => fault == "banned",
            Placed::Unknown(_)
            | Placed::NotTaken(_)
            | Placed::Refused(_)
            | Placed::Stands(_)
            | Placed::Silence => false,
        };
        assert!(expected, "{fault}: {placed:?}");
        party.house().pass(2_000);
        assert_eq!(party.query(id), Asked::NeverSeen, "{fault}");
    }
}

pub(crate) fn skewed(party: &mut impl Party) {
    for ahead in [2_000, -10_000] {
        party.house().ahead = domain::Span::from_millis(ahead);
        let (placed, id) = party.place("buy 0.01 limit 58000");
        let later = Disposition::Retry { after: None };
        assert_eq!(placed, Placed::NotTaken(later), "{ahead}");
        party.house().ahead = domain::Span::ZERO;
        assert_eq!(party.query(id), Asked::NeverSeen, "{ahead}");
    }
}

pub(crate) fn said_twice(party: &mut impl Party) {
    let first = stands(party, "buy 0.01 limit 58000");
    party.house().forget();
    let (placed, again) = party.place("buy 0.01 limit 58000");
    assert_eq!(first, again);
    assert_eq!(placed, Placed::Unknown(Disposition::Ambiguous));
    assert_eq!(party.open(), [first]);
}

pub(crate) fn conditional(party: &mut impl Party) {
    party.other("bob", "SELL 0.002 60000");
    party.other("carl", "BUY 0.002 60000");
    party.other("bob", "BUY 0.05 58900");
    let (placed, id) = party.place("sell 0.01 stop 59000");
    assert_eq!(placed, Placed::Stands(Stage::New));
    assert!(party.waits(id));
    party.house().pass(2_000);
    assert!(party.fills().is_empty());
    party.other("carl", "SELL 0.002 58900");
    party.house().pass(3_000);
    assert!(!party.waits(id));
    let fills = party.fills();
    assert_eq!(total(&fills), qty("0.01"));
    assert!(fills.iter().all(|fill| fill.price == "58900"), "{fills:?}");
}

pub(crate) fn told_and_asked(party: &mut impl Party) {
    party.other("bob", "SELL 0.02 60000");
    let mut ids = Vec::new();
    for words in [
        "buy 0.005 limit 60000",
        "buy 0.004 market",
        "buy 0.01 limit 59000",
        "buy 0.02 limit 60000",
        "buy 0.03 limit 58000",
    ] {
        ids.push(party.place(words).1);
    }
    party.other("carl", "SELL 0.012 59000");
    party.cancel(ids[4]);
    party.house().pass(10);
    let told = party.told();
    let fills: Vec<Row> = told.iter().filter_map(|one| one.fill.clone()).collect();
    assert_eq!(fills, party.fills());
    assert!(fills.len() >= 4, "{fills:?}");
    for id in ids {
        let last = told.iter().rfind(|one| one.id == id).unwrap();
        let Asked::Found(stage, _) = party.query(id) else {
            panic!("{id} is gone");
        };
        assert_eq!(last.stage, stage, "{id}");
    }
}

pub(crate) fn wrong_key(party: &mut impl Party) {
    party.house().secret = "another".to_owned();
    let (placed, id) = party.place("buy 0.01 limit 58000");
    assert_eq!(placed, Placed::Refused(Disposition::Fatal));
    assert_eq!(party.query(id), Asked::NoAnswer);
    party.house().secret = "ann-secret".to_owned();
    assert_eq!(party.query(id), Asked::NeverSeen);
}

pub(crate) fn foreign(party: &mut impl Party) {
    party.by_holder("by-hand-1");
    let open = party.open();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].as_str(), "by-hand-1");
    assert!(!open[0].is_ours());
    let ours = stands(party, "buy 0.01 limit 58000");
    let (house, others): (Vec<_>, Vec<_>) = party.open().into_iter().partition(|id| id.is_ours());
    assert_eq!((house, others.len()), (vec![ours], 1));
}
