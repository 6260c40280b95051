//! Begins a venue: copies the one that does not exist under a name of its own. Never overwrites a file.

use crate::say;
use crate::tree;
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::Path;

/// Where the venues live.
const FOLDER: &str = "crates/core/protocols/src";
/// The venue that does not exist.
const TEMPLATE: &str = "venue_template";
/// Longest name of a folder.
const NAME_CHARS_MAX: usize = 32;
/// The files of a venue, beside the one that names them.
const FILES: [&str; 7] = [
    "facts.rs",
    "ask.rs",
    "refusals.rs",
    "replies.rs",
    "read.rs",
    "feed.rs",
    "tests.rs",
];

/// Makes the folder of a venue in this checkout, and says what comes next.
///
/// # Errors
/// The name is none, the venue is there already, or the disk refuses.
pub(crate) fn begin(name: &str) -> Result<()> {
    let root = tree::root()?;
    for path in write(&root, name)? {
        say::line(format_args!("made {path}"));
    }
    say::line(format_args!(
        "\n{name} compiles, and speaks a language nobody speaks. Next, in the order of docs/adding-a-venue.md:\n\
         facts, refusals, read, ask, feed, and each with its table in tests.rs; then the cases of docs/spec/venues.md."
    ));
    Ok(())
}

/// Writes the files of a venue under `root` and names it in the crate; gives the paths that were written.
fn write(root: &Path, name: &str) -> Result<Vec<String>> {
    check_name(name)?;
    let folder = root.join(FOLDER);
    let opened = format!("{name}.rs");
    if folder.join(name).exists() || folder.join(&opened).exists() {
        bail!("{FOLDER}/{name} is there already; nothing was written");
    }
    let mut sources = vec![(opened, format!("{TEMPLATE}.rs"))];
    sources.extend(FILES.map(|file| (format!("{name}/{file}"), format!("{TEMPLATE}/{file}"))));
    let mut texts = Vec::new();
    for (to, from) in sources {
        let path = folder.join(&from);
        let text = fs::read_to_string(&path)
            .with_context(|| format!("{from} cannot be read; nothing was written"))?;
        texts.push((to, renamed(&text, name)));
    }
    let listed = with_venue(&fs::read_to_string(folder.join("lib.rs"))?, name)?;
    fs::create_dir(folder.join(name))?;
    let mut made = Vec::new();
    for (to, text) in texts {
        fs::write(folder.join(&to), text).with_context(|| format!("{to} was not written"))?;
        made.push(format!("{FOLDER}/{to}"));
    }
    fs::write(folder.join("lib.rs"), listed).context("lib.rs does not name the venue")?;
    Ok(made)
}

fn check_name(name: &str) -> Result<()> {
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
    let rest = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !begins || !rest || name.len() > NAME_CHARS_MAX {
        bail!(
            "{name:?} is no name of a venue: a small letter, then small letters, digits and _, {NAME_CHARS_MAX} at most"
        );
    }
    Ok(())
}

/// The text of a copied file: its first line speaks of the venue that does not exist, and must not be copied.
fn renamed(text: &str, name: &str) -> String {
    let text = text.replace(TEMPLATE, name);
    match text.split_once('\n') {
        Some((first, rest)) if first.contains("does not exist") => {
            format!(
                "//! {name}: its facts, how to ask it, how to read it, what its streams say. Never sends.\n{rest}"
            )
        }
        _ => text,
    }
}

/// The list of modules with the venue in its place, which is the order of letters.
fn with_venue(text: &str, name: &str) -> Result<String> {
    let key = |line: &str| {
        let module = line.trim_start_matches("pub ").strip_prefix("mod ")?;
        module.strip_suffix(';').map(str::to_owned)
    };
    let mut lines: Vec<&str> = text.lines().collect();
    let after = lines
        .iter()
        .rposition(|line| key(line).is_some_and(|module| module.as_str() < name))
        .map_or_else(
            || lines.iter().position(|line| key(line).is_some()),
            |at| Some(at + 1),
        )
        .context("the crate names no modules")?;
    let line = format!("pub mod {name};");
    lines.insert(after, &line);
    Ok(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests;
