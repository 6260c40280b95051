//! Every error a client can provoke, provoked; and the page that lists them, made from what came back, so that it cannot lie.

mod cases;
mod unreached;

use crate::bench::Bench;
use cases::CASES;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use unreached::{SPOT_CODES, UNREACHED};

/// What a case came to: the status, the words, the last step.
type Reached = BTreeMap<(i64, String), (u16, String)>;

/// Plays the steps of a case; status, code and words of its last answer.
fn play(steps: &str) -> (u16, i64, String) {
    let mut bench = Bench::still();
    let mut last = None;
    for step in steps.split('\n').map(str::trim) {
        let (verb, rest) = step.split_once(' ').unwrap_or((step, ""));
        let (target, body) = rest.split_once(' ').unwrap_or((rest, ""));
        last = match verb {
            "lever" => {
                let (method, body) = (target, body);
                let (target, body) = body.split_once(' ').unwrap_or((body, ""));
                bench.pull(method, target, body);
                None
            }
            "pass" => {
                bench.pass(rest.parse().unwrap());
                None
            }
            "key" => {
                (bench.key, bench.secret) = (target.to_owned(), body.to_owned());
                None
            }
            "session" => {
                let conn = bench.exchange.open("/ws-api/v3").unwrap();
                let said = bench.exchange.say(conn, rest);
                said.into_iter().find_map(|one| {
                    let simex::Happened::Text(_, text) = one else {
                        return None;
                    };
                    let text: serde_json::Value = serde_json::from_str(&text).unwrap();
                    let status = text["status"].as_u64().unwrap();
                    Some((u16::try_from(status).unwrap(), text["error"].clone()))
                })
            }
            "open" => {
                let (method, target) = rest.split_once(' ').unwrap();
                bench.raw(method, target, None)
            }
            "keyed" => {
                let (method, target) = rest.split_once(' ').unwrap();
                let key = bench.key.clone();
                bench.raw(method, target, Some(&key))
            }
            method => bench.signed(method, target),
        };
    }
    let (status, body) = last.unwrap_or_else(|| panic!("no answer: {steps}"));
    let code = body["code"]
        .as_i64()
        .unwrap_or_else(|| panic!("{steps}: {body}"));
    (
        status,
        code,
        body["msg"].as_str().unwrap_or_default().to_owned(),
    )
}

#[test]
fn every_error_is_provoked_and_the_page_says_how() {
    let mut reached = Reached::new();
    let mut wrong = Vec::new();
    for (code, steps) in CASES {
        let (status, said, words) = play(steps);
        if said != *code {
            wrong.push(format!("{code}: {said} {words}\n  {steps}"));
        }
        let how = steps
            .split('\n')
            .map(str::trim)
            .collect::<Vec<_>>()
            .join("; ");
        reached.entry((said, words)).or_insert((status, how));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let elsewhere = elsewhere();
    let mut codes: BTreeSet<i64> = reached.keys().map(|(code, _)| *code).collect();
    let listed: BTreeSet<i64> = UNREACHED.iter().map(|(code, _)| *code).collect();
    let both: Vec<_> = codes.intersection(&listed).collect();
    assert!(both.is_empty(), "reached and listed as not: {both:?}");
    codes.extend(elsewhere.keys());
    for code in SPOT_CODES {
        assert!(
            codes.contains(code) || listed.contains(code),
            "{code} is in neither list"
        );
    }
    for code in codes_of_the_source() {
        assert!(
            codes.contains(&code) || listed.contains(&code),
            "the source says {code}, and neither list does"
        );
    }
    compare(&page(&reached, &elsewhere));
    println!(
        "{} codes reached, {} listed with why not",
        codes.len(),
        listed.len()
    );
}

/// Codes that the other tests of requests provoke, and in which file.
fn elsewhere() -> BTreeMap<i64, String> {
    let mut codes = BTreeMap::new();
    for folder in ["surface", "spot", "usdm"] {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("tests")
            .join(folder);
        let files = std::fs::read_dir(root)
            .unwrap()
            .map(|file| file.unwrap().path());
        let mut files: Vec<PathBuf> = files.filter(|file| file.is_file()).collect();
        files.sort();
        for file in files {
            let name = format!("{folder}/{}", file.file_name().unwrap().to_string_lossy());
            for code in codes_in(&std::fs::read_to_string(&file).unwrap()) {
                codes.entry(code).or_insert_with(|| name.clone());
            }
        }
    }
    codes
}

/// Every number below zero of four to six digits.
fn codes_in(text: &str) -> BTreeSet<i64> {
    let mut codes = BTreeSet::new();
    for (at, _) in text.match_indices('-') {
        let (before, after) = text.split_at(at);
        let digits: String = after
            .chars()
            .skip(1)
            .take_while(char::is_ascii_digit)
            .collect();
        let before = before.chars().next_back().unwrap_or(' ');
        if (4..=6).contains(&digits.len()) && matches!(before, ' ' | '(' | '"') {
            codes.insert(-digits.parse::<i64>().unwrap());
        }
    }
    codes
}

/// Every code that a table of refusals in the source holds.
fn codes_of_the_source() -> BTreeSet<i64> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/venue");
    let mut codes = BTreeSet::new();
    for file in [
        "refusal.rs",
        "market_refusal.rs",
        "front.rs",
        "spot/refusal.rs",
        "usdm/refusal.rs",
        "wallet/refusal.rs",
        "ws_api/refusal.rs",
    ] {
        codes.extend(codes_in(&std::fs::read_to_string(root.join(file)).unwrap()));
    }
    codes
}

fn page(reached: &Reached, elsewhere: &BTreeMap<i64, String>) -> String {
    let mut page = String::from(
        "# Errors of the simulated exchange\n\n\
         This page is written by a test: it provokes every error in the first table and fails when the page says anything\n\
         else (`UPDATE_ERRORS=1 cargo nextest run -p simex every_error` writes it anew). Steps before the last one set the\n\
         scene: `lever` pulls a lever, `key` changes who asks, `pass` lets milliseconds pass, `open` asks without a key,\n\
         `keyed` names a key without signing, `session` says a text on `/ws-api/v3`; all others are signed requests.\n\n\
         ## What a client can provoke\n\n| code | status | words | how |\n|---|---|---|---|\n",
    );
    let escaped = |text: &str| text.replace('|', "\\|");
    for ((code, words), (status, how)) in reached.iter().rev() {
        let (words, how) = (escaped(words), escaped(how));
        page.push_str(&format!("| {code} | {status} | {words} | `{how}` |\n"));
    }
    let shown: BTreeSet<i64> = reached.keys().map(|(code, _)| *code).collect();
    page.push_str(
        "\n## Codes that other tests name\n\n| code | in `crates/app/simex/tests` |\n|---|---|\n",
    );
    for (code, file) in elsewhere
        .iter()
        .rev()
        .filter(|(code, _)| !shown.contains(code))
    {
        page.push_str(&format!("| {code} | `{file}` |\n"));
    }
    page.push_str("\n## What no test provokes\n\n| code | why |\n|---|---|\n");
    for (code, why) in UNREACHED {
        page.push_str(&format!("| {code} | {why} |\n"));
    }
    page
}

fn compare(page: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../docs/simulated-exchange-errors.md");
    if std::env::var_os("UPDATE_ERRORS").is_some() {
        std::fs::write(&path, page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let (here, there) = (parts(page), parts(&written));
    assert!(
        (&here.0, &here.2) == (&there.0, &there.2),
        "docs/simulated-exchange-errors.md is not what comes back: run with UPDATE_ERRORS=1"
    );
    // Other tests may come to more codes than the page says, never to fewer.
    for line in there.1.lines() {
        assert!(
            here.1.contains(line),
            "no test provokes it as the page says: {line}"
        );
    }
}

/// What stands before the table of the other tests, that table, and what stands behind it.
fn parts(page: &str) -> (String, String, String) {
    let (before, rest) = page.split_once("## What other tests").unwrap_or((page, ""));
    let (table, behind) = rest.split_once("## What no test").unwrap_or((rest, ""));
    (before.to_owned(), table.to_owned(), behind.to_owned())
}
