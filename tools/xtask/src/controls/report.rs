//! The report of the thirty controls as a page. Never says more than was seen.

use super::{Control, Outcome, Results, Shown, all};

/// What stands above the table.
const HEAD: &str = "# The thirty controls

Written by `cargo xtask controls`; not by hand. Each control with where it comes from, the rules of the gate that keep it, the tests
and campaigns that show it, and what came of them. What is not built yet is said in the last column. How each is set and what its
refusal looks like stands in [trading controls](../trading-controls.md).

| # | control | source | rules | shown by | result | not yet |
|---|---|---|---|---|---|---|
";

/// The page.
pub(super) fn written(results: &Results) -> String {
    let mut text = HEAD.to_owned();
    for control in all() {
        line(&mut text, control, results);
    }
    text
}

fn line(text: &mut String, control: &Control, results: &Results) {
    let Control {
        number,
        title,
        source,
        ..
    } = control;
    let rules: Vec<String> = control
        .rules
        .iter()
        .map(|rule| format!("`{rule}`"))
        .collect();
    let shown: Vec<String> = control
        .shown
        .iter()
        .map(|shown| {
            let mark = match results.one(*shown) {
                Outcome::Passed => "",
                Outcome::Failed => " **failed**",
                Outcome::NotRun => " *not run*",
            };
            match shown {
                Shown::Test(of, name) => format!("{of}: `{name}`{mark}"),
                Shown::Campaign(campaign) => format!("`{}`{mark}", campaign.command()),
            }
        })
        .collect();
    let result = match results.of(control) {
        Outcome::Passed => "passed",
        Outcome::Failed => "FAILED",
        Outcome::NotRun => "not run",
    };
    let rules = rules.join(", ");
    let shown = shown.join("<br>");
    let missing = control.missing;
    let row =
        format!("| {number} | {title} | {source} | {rules} | {shown} | {result} | {missing} |\n");
    text.push_str(&row);
}
