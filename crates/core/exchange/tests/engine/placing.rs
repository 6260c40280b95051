//! The part of the script's language that asks for orders and order lists.
//!
//! `1 buy q300 market` · `1 sell 2 take 105 @106 ice 0.5` · `1 sell 1 stop trail+250/95` · `1 buy 1 @primary+1/101`
//! `1 oco as two | sell 2 | maker @105 as up | stop 95` · `1 oto | buy 1 @100 | sell 1 @110` · `1 otoco | buy 1 @100 | sell 1 | maker @110 | stop 90`
//! `1 opo | buy 1 @100 | sell @110` · `1 opoco | buy 1 @100 | sell | maker @110 | stop 90` · `1 replace mine stop-on-failure | buy 1 @99`

use crate::script::{TAG, account, key_of, qty, side_of, symbol};
use domain::{AccountId, Amount, ClientOrderId, Side, TimeInForce};
use exchange::{
    Cancel, Input, Labels, Leg, LimitPrice, ListShape, OrderQty, OrderType, Pair, Place, PlaceList,
    Replace, ReplaceMode, SelfTradeMode, Single, Trigger,
};

fn size(word: &str) -> OrderQty {
    match word.strip_prefix('q') {
        Some(quote) => OrderQty::Quote(Amount::parse(quote).unwrap()),
        None => OrderQty::Base(qty(word)),
    }
}

fn name(word: Option<&&str>) -> Option<ClientOrderId> {
    word.map(|word| ClientOrderId::new(word).unwrap())
}

/// An order without side and size, and its self-trade mode.
pub(crate) fn leg(how: &[&str]) -> (Leg, SelfTradeMode) {
    let mut at: Option<LimitPrice> = None;
    let mut trigger: Option<Trigger> = None;
    let mut life = TimeInForce::Gtc;
    let mut style = "limit";
    let mut self_trade = SelfTradeMode::ExpireMaker;
    let mut client_id = None;
    let mut iceberg = None;
    let mut labels = Labels::default();
    let mut words = how.iter();
    while let Some(word) = words.next() {
        match *word {
            "market" | "maker" => style = word,
            "stop" | "take" => {
                style = word;
                trigger = words.next().map(|w| w.parse().unwrap());
            }
            "gtc" | "ioc" | "fok" => life = word.parse().unwrap(),
            "as" => client_id = name(words.next()),
            "ice" => iceberg = words.next().map(|w| qty(w)),
            "strategy" => labels.strategy_id = words.next().map(|w| w.parse().unwrap()),
            word => match word.strip_prefix('@') {
                Some(text) => at = Some(text.parse().unwrap()),
                None => {
                    self_trade = word
                        .parse()
                        .unwrap_or_else(|_| panic!("no such word: {word}"))
                }
            },
        }
    }
    let time_in_force = life;
    let kind = match (style, trigger, at) {
        ("market", None, None) => OrderType::Market,
        ("maker", None, Some(price)) => OrderType::LimitMaker { price },
        ("limit", None, Some(price)) => OrderType::Limit {
            price,
            time_in_force,
        },
        ("stop", Some(trigger), None) => OrderType::StopLoss { trigger },
        ("take", Some(trigger), None) => OrderType::TakeProfit { trigger },
        ("stop", Some(trigger), Some(price)) => OrderType::StopLossLimit {
            trigger,
            price,
            time_in_force,
        },
        ("take", Some(trigger), Some(price)) => OrderType::TakeProfitLimit {
            trigger,
            price,
            time_in_force,
        },
        _ => panic!("no such order: {how:?}"),
    };
    let leg = Leg {
        client_id,
        kind,
        iceberg,
        labels,
    };
    (leg, self_trade)
}

pub(crate) fn place(account: AccountId, words: &[&str]) -> Place {
    let [side, amount, how @ ..] = words else {
        panic!("no such order: {words:?}")
    };
    let (leg, self_trade) = leg(how);
    Place {
        tag: TAG,
        account,
        client_id: leg.client_id,
        symbol: symbol(),
        side: side_of(side),
        kind: leg.kind,
        size: size(amount),
        iceberg: leg.iceberg,
        self_trade,
        labels: leg.labels,
    }
}

/// `buy 1 @100 as first`.
fn single(words: &[&str]) -> Single {
    let [side, amount, how @ ..] = words else {
        panic!("no such order: {words:?}")
    };
    Single {
        side: side_of(side),
        qty: qty(amount),
        leg: leg(how).0,
    }
}

fn pair(head: &[&str], above: &[&str], below: &[&str]) -> Pair {
    let [side, amount] = head else {
        panic!("no such pair: {head:?}")
    };
    Pair {
        side: side_of(side),
        qty: qty(amount),
        above: leg(above).0,
        below: leg(below).0,
    }
}

fn shape(kind: &str, parts: &[&[&str]]) -> ListShape {
    let side = |head: &[&str]| -> Side { side_of(head[0]) };
    match (kind, parts) {
        ("oco", [head, above, below]) => ListShape::Oco(pair(head, above, below)),
        ("oto", [working, pending]) => ListShape::Oto {
            working: single(working),
            pending: single(pending),
        },
        ("otoco", [working, head, above, below]) => ListShape::Otoco {
            working: single(working),
            pending: pair(head, above, below),
        },
        ("opo", [working, [side_word, how @ ..]]) => ListShape::Opo {
            working: single(working),
            side: side_of(side_word),
            pending: leg(how).0,
        },
        ("opoco", [working, head, above, below]) => ListShape::Opoco {
            working: single(working),
            side: side(head),
            above: leg(above).0,
            below: leg(below).0,
        },
        _ => panic!("no such list: {kind} {parts:?}"),
    }
}

/// Reads a line whose second word asks for a list or a replacement; none for any other.
pub(crate) fn list_or_replace(words: &[&str]) -> Option<Input> {
    let [number, what, ..] = words else {
        return None;
    };
    let parts: Vec<&[&str]> = words.split(|word| *word == "|").collect();
    let (head, rest) = parts.split_first()?;
    match *what {
        "oco" | "oto" | "otoco" | "opo" | "opoco" => Some(Input::PlaceList(Box::new(PlaceList {
            tag: TAG,
            account: account(number.parse().unwrap()),
            client_id: match head {
                [_, _, "as", client_id] => name(Some(client_id)),
                _ => None,
            },
            symbol: symbol(),
            self_trade: SelfTradeMode::ExpireMaker,
            shape: shape(what, rest),
        }))),
        "replace" => {
            let account = account(number.parse().unwrap());
            let ([_, _, old, mode], [asked]) = (head, rest) else {
                panic!("no such replacement: {words:?}")
            };
            Some(Input::Replace(Box::new(Replace {
                mode: match *mode {
                    "stop-on-failure" => ReplaceMode::StopOnFailure,
                    "allow-failure" => ReplaceMode::AllowFailure,
                    _ => panic!("no such mode: {mode}"),
                },
                cancel: Cancel::plain(TAG, (account, symbol()), key_of(old)),
                place: place(account, asked),
            })))
        }
        _ => None,
    }
}
