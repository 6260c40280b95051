//! The cases as they are written down: a section's title behind `#`, then each refusal — status, code and words as they
//! must come back — with the steps to it indented below. Reads them and never plays them.

/// The files of cases, in the order of the page.
const FILES: &[(&str, &str)] = &[
    ("server.txt", include_str!("server.txt")),
    ("keys.txt", include_str!("keys.txt")),
    ("market.txt", include_str!("market.txt")),
    ("spot.txt", include_str!("spot.txt")),
    ("lists.txt", include_str!("lists.txt")),
    ("sessions.txt", include_str!("sessions.txt")),
    ("streams.txt", include_str!("streams.txt")),
    ("usdm.txt", include_str!("usdm.txt")),
    ("algo.txt", include_str!("algo.txt")),
    ("wallet.txt", include_str!("wallet.txt")),
    ("family.txt", include_str!("family.txt")),
];

/// One refusal and the way to it.
pub(super) struct Case {
    /// File and line.
    pub(super) at: String,
    pub(super) section: &'static str,
    /// Status, code and words, as one line.
    pub(super) told: &'static str,
    pub(super) steps: Vec<&'static str>,
}

/// The beginnings that cases share: a name, and the steps it stands for.
pub(super) fn scenes() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut scenes: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in include_str!("scenes.txt").lines() {
        if line.starts_with(' ') {
            let scene = scenes.last_mut().expect("a name stands above its steps");
            scene.1.push(line.trim());
        } else if !line.is_empty() {
            scenes.push((line, Vec::new()));
        }
    }
    scenes
}

/// All cases of all files.
pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (file, text) in FILES {
        let mut section = "";
        for (line, number) in text.lines().zip(1..) {
            if let Some(title) = line.strip_prefix("# ") {
                section = title;
            } else if line.starts_with(' ') {
                let case: Option<&mut Case> = cases.last_mut();
                case.expect("a refusal stands above its steps")
                    .steps
                    .push(line.trim());
            } else if !line.is_empty() {
                cases.push(Case {
                    at: format!("{file}:{number}"),
                    section,
                    told: line,
                    steps: Vec::new(),
                });
            }
        }
    }
    cases
}
