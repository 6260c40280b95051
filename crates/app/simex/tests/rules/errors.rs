//! Every refusal of the exchange, provoked: no wording stands in the source that no request here comes to, and no code
//! of Binance's lists is passed over in silence. The page that lists them is made from what came back.

mod absent;
mod case;
mod page;
mod stage;

use absent::{ABSENT, AMBIGUOUS, DOCUMENTED, MUTE, Product, UNPROVOKED};
use case::{Case, cases};
use serde_json::Value;
use simex::Wording;
use stage::Stage;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A code and its words as they came back.
type Told = (i64, String);

/// What a case came to: status, code and words in one line, and all refusals in the answer, also those inside it.
struct Outcome {
    line: String,
    told: Vec<Told>,
}

fn outcome(case: &Case) -> Outcome {
    let mut stage = Stage::new();
    let mut last = None;
    for (step, left) in case.steps.iter().zip((0..case.steps.len()).rev()) {
        last = stage.play(step);
        let refused = matches!(&last, Some((status, _)) if status.is_none_or(|s| s >= 400));
        if refused && left > 0 && !step.contains(" times ") {
            return Outcome {
                line: format!("the scene cannot be set: {step}: {last:?}"),
                told: Vec::new(),
            };
        }
    }
    let (status, body) = last.unwrap_or((None, Value::Null));
    let mut told = Vec::new();
    refusals(&body, &mut told);
    let status = status.map_or_else(|| "---".to_owned(), |status| status.to_string());
    let line = match told.first() {
        Some((code, words)) => format!("{status} {code} {words}"),
        None => format!("{status} {body}"),
    };
    Outcome { line, told }
}

/// Every code with its words, the outermost first.
fn refusals(body: &Value, told: &mut Vec<Told>) {
    match body {
        Value::Object(fields) => {
            if let (Some(code), Some(words)) = (
                fields.get("code").and_then(Value::as_i64),
                fields.get("msg").and_then(Value::as_str),
            ) && code != 200
            {
                told.push((code, words.to_owned()));
            }
            for value in fields.values() {
                refusals(value, told);
            }
        }
        Value::Array(rows) => rows.iter().for_each(|row| refusals(row, told)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The wording that words are of: of several that fit, the one that says most itself.
fn wording_of<'w>(wordings: &'w BTreeSet<Wording>, told: &Told) -> Option<&'w Wording> {
    let own = |wording: &&Wording| pieces(wording.words).iter().map(String::len).sum::<usize>();
    let fitting = wordings.iter().filter(|wording| is_of(wording, told));
    fitting.max_by_key(own)
}

/// Whether words are a wording's, with any values in its places.
fn is_of(wording: &Wording, (code, words): &Told) -> bool {
    if i64::from(wording.code) != *code {
        return false;
    }
    let pieces = pieces(wording.words);
    let [first, between @ .., last] = pieces.as_slice() else {
        return pieces == [words.as_str()];
    };
    let Some(mut rest) = words.strip_prefix(first.as_str()) else {
        return false;
    };
    for piece in between {
        let Some((_, after)) = rest.split_once(piece.as_str()) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(last.as_str())
}

/// What stands between the places for values.
fn pieces(words: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut chars = words.chars().peekable();
    while let Some(char) = chars.next() {
        let doubled = chars.peek() == Some(&char);
        match char {
            '{' if !doubled => {
                while chars.next_if(|char| *char != '}').is_some() {}
                chars.next();
                pieces.push(String::new());
                continue;
            }
            '{' | '}' => drop(chars.next()),
            _ => {}
        }
        pieces.last_mut().unwrap().push(char);
    }
    pieces
}

/// The product whose surface a case ends on.
fn product(case: &Case) -> Product {
    let on = |part: &str| case.steps.iter().rev().any(|step| step.contains(part));
    let last = case.steps.last().unwrap();
    if last.contains("/sapi/") {
        Product::Wallet
    } else if last.contains("/fapi/") || last.contains("/futures/") || on("socket /ws-fapi") {
        Product::Usdm
    } else {
        Product::Spot
    }
}

#[test]
fn every_refusal_is_provoked_and_the_page_says_how() {
    let cases = cases();
    let outcomes = played(&cases);
    let mut wrong = Vec::new();
    for (case, outcome) in cases.iter().zip(&outcomes) {
        if case.told != outcome.line {
            wrong.push(format!(
                "{}\n  says {}\n  told {}",
                case.at, case.told, outcome.line
            ));
        }
    }
    let wordings: BTreeSet<Wording> = simex::wordings().collect();
    let told: BTreeSet<&Told> = outcomes.iter().flat_map(|one| &one.told).collect();
    let mut provoked = BTreeSet::new();
    for told in &told {
        match wording_of(&wordings, told) {
            Some(wording) => drop(provoked.insert(wording)),
            None => wrong.push(format!("no table holds {} {}", told.0, told.1)),
        }
    }
    let listed: BTreeSet<Wording> = UNPROVOKED
        .iter()
        .map(|(code, words, _)| Wording { code: *code, words })
        .collect();
    for wording in &wordings {
        match (provoked.contains(wording), listed.contains(wording)) {
            (true, false) | (false, true) => {}
            (true, true) => wrong.push(format!("provoked and listed as not: {wording:?}")),
            (false, false) => wrong.push(format!("no case provokes {wording:?}")),
        }
    }
    wrong.extend(said_after_all(&wordings, &listed));
    wrong.extend(unanswered(&cases, &outcomes));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let codes: BTreeSet<i64> = told.iter().map(|(code, _)| *code).collect();
    let counts = page::Counts {
        cases: cases.len(),
        wordings: provoked.len(),
        codes: codes.len(),
        unprovoked: UNPROVOKED.len(),
        absent: ABSENT.iter().map(|(_, codes, _)| codes.len()).sum(),
    };
    page::compare(&page::page(&cases, &counts));
    println!("{counts}");
}

/// No refusal is written by hand beside the tables: then no list would hold it.
#[test]
fn every_refusal_comes_out_of_a_table() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let spaceless = text.replace([' ', '\\'], "");
            // Tests make answers of their own.
            let tests = path.components().any(|part| part.as_os_str() == "tests")
                || path.file_name().unwrap() == "tests.rs";
            assert!(
                tests || !spaceless.contains("\"code\":-"),
                "{}",
                path.display()
            );
            files += 1;
        }
    }
    assert!(files > 100, "{files}");
}

/// What is listed as never said, and stands in the source.
fn said_after_all(wordings: &BTreeSet<Wording>, listed: &BTreeSet<Wording>) -> Vec<String> {
    let unknown = listed.difference(wordings);
    let unknown = unknown.map(|wording| format!("listed, and not in the source: {wording:?}"));
    let mute = MUTE.iter().map(|(words, _)| *words);
    let said = mute.filter(|words| wordings.iter().any(|wording| wording.words == *words));
    let said = said.map(|words| format!("listed as never said: {words}"));
    unknown.chain(said).collect()
}

/// What every case comes to; they share nothing, so that they may be played at the same time.
fn played(cases: &[Case]) -> Vec<Outcome> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = cases.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = cases
            .chunks(share)
            .map(|part| scope.spawn(|| part.iter().map(outcome).collect::<Vec<_>>()))
            .collect();
        let parts = parts.into_iter().map(|part| part.join().unwrap());
        parts.flatten().collect()
    })
}

/// Codes of Binance's lists that are neither provoked nor listed with why not, and codes that are both.
fn unanswered(cases: &[Case], outcomes: &[Outcome]) -> Vec<String> {
    let mut provoked: BTreeMap<Product, BTreeSet<i64>> = BTreeMap::new();
    for (case, outcome) in cases.iter().zip(outcomes) {
        let codes = provoked.entry(product(case)).or_default();
        codes.extend(outcome.told.iter().map(|(code, _)| *code));
    }
    let mut wrong = Vec::new();
    for (product, codes) in DOCUMENTED {
        for code in *codes {
            let here = provoked.get(product).is_some_and(|all| all.contains(code));
            // What is said of any request means the same everywhere.
            let general = !AMBIGUOUS.contains(code)
                && ((-1_199..=-1_000).contains(code) || (-2_015..=-2_014).contains(code));
            let anywhere = provoked.values().any(|all| all.contains(code));
            let mut absent = ABSENT.iter().filter(|(of, ..)| of == product);
            let listed = absent.any(|(_, codes, _)| codes.contains(code));
            if listed == (here || general && anywhere) {
                let what = if listed {
                    "provoked and listed as not"
                } else {
                    "neither provoked nor listed"
                };
                wrong.push(format!("{product:?} {code}: {what}"));
            }
        }
    }
    for (product, code) in ABSENT
        .iter()
        .flat_map(|(product, codes, _)| codes.iter().map(move |code| (product, code)))
    {
        let mut known = DOCUMENTED.iter().filter(|(of, _)| of == product);
        if !known.any(|(_, codes)| codes.contains(code)) {
            wrong.push(format!("{product:?} {code}: listed, and Binance has none"));
        }
    }
    wrong
}
