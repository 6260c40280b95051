//! An exchange in virtual time for these tests: questions, sockets, what they said. Never a judgement.

use domain::{Span, Time};
use serde_json::Value;
use simex::{Config, Happened, Market, Offline};

/// 2026-11-21T15:06:40.000Z, a Saturday.
pub(crate) const START: Time = Time::from_millis(1_795_273_600_000);

pub(crate) struct Floor {
    pub(crate) exchange: Offline,
}

impl Floor {
    pub(crate) fn crowd(seed: u64) -> Self {
        let config = Config {
            market: Market::Crowd { seed },
            ..Config::default()
        };
        Self {
            exchange: Offline::new(&config, START).unwrap(),
        }
    }

    /// Status and JSON of an answer.
    pub(crate) fn ask(&mut self, target: &str) -> (u16, Value) {
        let (answer, _) = self
            .exchange
            .request("GET", target, "", Some(simex::DEFAULT_KEY));
        let (status, body) = answer.unwrap_or_else(|| panic!("{target}: no answer"));
        let json = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{target}: {body}"));
        (status, json)
    }

    pub(crate) fn get(&mut self, target: &str) -> Value {
        let (status, json) = self.ask(target);
        assert_eq!(status, 200, "{target}: {json}");
        json
    }

    /// Code and words of a refusal.
    pub(crate) fn refused(&mut self, target: &str) -> (i64, String) {
        let (status, json) = self.ask(target);
        assert_eq!(status, 400, "{target}: {json}");
        let text = json["msg"].as_str().unwrap().to_owned();
        (json["code"].as_i64().unwrap(), text)
    }

    /// What one socket hears in a while, in order.
    pub(crate) fn hear(&mut self, conn: u64, millis: i64) -> Vec<Value> {
        let happened = self.exchange.advance(Span::from_millis(millis));
        said(conn, happened)
    }
}

fn said(conn: u64, happened: Vec<Happened>) -> Vec<Value> {
    let texts = happened.into_iter().filter_map(|one| match one {
        Happened::Text(to, text) if to == conn => Some(text),
        Happened::Text(..) | Happened::Answer { .. } | Happened::Ping(_) | Happened::Closed(_) => {
            None
        }
    });
    texts
        .map(|text| serde_json::from_str(&text).unwrap())
        .collect()
}

/// A number in the text of a field, in hundred-millionths.
pub(crate) fn units(value: &Value) -> i128 {
    scaled(value, 8)
}

/// A number in the text of a field, with so many places.
pub(crate) fn scaled(value: &Value, places: usize) -> i128 {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    assert!(part.len() <= places, "{text}");
    format!("{whole}{part:0<places$}").parse().unwrap()
}

pub(crate) fn whole(value: &Value) -> i64 {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("{value} is no whole number"))
}

pub(crate) fn rows(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("{value} is no list"))
}
