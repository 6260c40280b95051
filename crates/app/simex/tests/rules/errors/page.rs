//! The page of errors, made from the cases. Never from anything else.

use super::absent::{ABSENT, MUTE, UNPROVOKED};
use super::case::{Case, scenes};
use std::fmt;
use std::path::PathBuf;

/// What stands before the tables.
const HEAD: &str = "# Errors of the simulated exchange

This page is written by a test that provokes every refusal below and fails when status, code or words come back
differently (`UPDATE_ERRORS=1 cargo nextest run -p simex every_refusal` writes it anew). No refusal stands in the source
that is not provoked here: the test goes through the tables they are made from.

The last step is the one refused; those before it set the scene. `lever` pulls a lever, `key` changes who asks, `pass`
lets milliseconds pass, `unsigned` asks without a key, `keyed` names a key without signing, `socket` opens a socket,
`say` says a text on it, `ask` asks a signed request on it, `logon` logs on with an Ed25519 key; all others are signed
requests. A name in braces is what came back under that name before.
";

/// What the page counts.
pub(super) struct Counts {
    pub(super) cases: usize,
    pub(super) wordings: usize,
    pub(super) codes: usize,
    /// Wordings of the source that no case provokes.
    pub(super) unprovoked: usize,
    pub(super) absent: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            to,
            "{} cases provoke {} wordings under {} codes. No request meets {} wordings of the source, and {} codes of \
             Binance's lists are never answered; why stands at the end",
            self.cases, self.wordings, self.codes, self.unprovoked, self.absent
        )
    }
}

pub(super) fn page(cases: &[Case], counts: &Counts) -> String {
    let mut page = format!("{HEAD}\n{counts}.\n");
    page.push_str(
        "\n## Scenes\n\n`at` and a name stand for these steps.\n\n| scene | steps |\n|---|---|\n",
    );
    for (name, steps) in scenes() {
        page.push_str(&format!("| `{name}` | {} |\n", shown(&steps)));
    }
    let mut section = "";
    for case in cases {
        if case.section != section {
            section = case.section;
            page.push_str(&format!(
                "\n## {section}\n\n| status | code | words | steps |\n|---|---|---|---|\n"
            ));
        }
        let mut told = case.told.splitn(3, ' ').map(escaped);
        let mut next = || told.next().unwrap_or_default();
        let (status, code, words) = (next(), next(), next());
        let steps = shown(&case.steps);
        page.push_str(&format!("| {status} | {code} | {words} | {steps} |\n"));
    }
    page.push_str("\n## Wordings that no request meets\n\n| code | words | why |\n|---|---|---|\n");
    for (code, words, why) in UNPROVOKED {
        page.push_str(&format!("| {code} | {words} | {why} |\n"));
    }
    page.push_str(
        "\n## Words beside known codes that are never said\n\n| words | why |\n|---|---|\n",
    );
    for (words, why) in MUTE {
        page.push_str(&format!("| {words} | {why} |\n"));
    }
    page.push_str("\n## Codes of Binance's lists that are never answered\n");
    let mut product = None;
    for (of, codes, why) in ABSENT {
        if product != Some(of) {
            product = Some(of);
            page.push_str(&format!("\n### {of:?}\n\n| codes | why |\n|---|---|\n"));
        }
        let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
        page.push_str(&format!("| {} | {why} |\n", codes.join(", ")));
    }
    page
}

/// What would end a table's cell, said otherwise.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}

fn shown(steps: &[&str]) -> String {
    let steps = steps.iter().map(|step| format!("`{}`", escaped(step)));
    steps.collect::<Vec<_>>().join("<br>")
}

pub(super) fn compare(page: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../docs/simulated-exchange-errors.md");
    if std::env::var_os("UPDATE_ERRORS").is_some() {
        std::fs::write(&path, page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page == written,
        "docs/simulated-exchange-errors.md is not what comes back: run with UPDATE_ERRORS=1"
    );
}
