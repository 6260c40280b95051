//! Runs the commands that the runbooks give, page by page, each page on a fresh house of its own.
//! Never runs a line that is no command of the program.
// DOC-03

use crate::house::{House, Running};
use crate::process::{self, Echo, Ending};
use crate::say;
use anyhow::{Context as _, Result};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Where the pages lie.
const FOLDER: &str = "docs/runbooks";
/// Longest that one command may take.
const COMMAND_BOUND: Duration = Duration::from_secs(30);
/// What stands in a page for the version that the older program knows.
const VERSION: &str = "VERSION";

/// One line of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    /// The desk is to be stopped first.
    Stop,
    /// Words of a command, without the program's name.
    Command(Vec<String>),
}

/// Runs every page; gives how many commands did what they say and how many did not.
///
/// # Errors
/// A page cannot be read, or the house cannot be built.
pub(crate) fn run(program: &Path, root: &Path) -> Result<(u64, u64)> {
    let mut pages: Vec<_> = fs::read_dir(root.join(FOLDER))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    pages.sort();
    let (mut done, mut failed) = (0, 0);
    for page in pages {
        let lines = commands(&fs::read_to_string(&page)?);
        if lines.is_empty() {
            continue;
        }
        let name = page.file_name().unwrap_or_default().to_string_lossy();
        let mut stage = Stage::set(program)?;
        for line in &lines {
            match stage.play(line) {
                Ok(words) => {
                    done += 1;
                    say::line(format_args!("ok   {name}: {words}"));
                }
                Err(error) => {
                    failed += 1;
                    say::line(format_args!("FAIL {name}: {error:#}"));
                }
            }
        }
        stage.strike()?;
    }
    Ok((done, failed))
}

/// The commands of the page's shell blocks, in order.
fn commands(page: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
            continue;
        }
        let (words, remark) = line.split_once('#').unwrap_or((line, ""));
        if inside && remark.trim_start().starts_with("stop the desk") {
            found.push(Line::Stop);
        }
        if let (true, Some(rest)) = (inside, words.trim().strip_prefix("cofferdam ")) {
            found.push(Line::Command(split(rest)));
        }
    }
    found
}

/// Words of a command; a word in double quotes is one.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in text.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(ToOwned::to_owned));
        }
    }
    words
}

/// A house on which a page is played. It begins with a desk that runs.
struct Stage {
    house: House,
    desk: Option<Running>,
    exchange: Option<Running>,
}

impl Stage {
    fn set(program: &Path) -> Result<Self> {
        let house = House::new(program)?;
        let desk = Some(house.start("serve", &[])?);
        Ok(Self {
            house,
            desk,
            exchange: None,
        })
    }

    fn play(&mut self, line: &Line) -> Result<String> {
        let words = match line {
            Line::Stop => {
                self.stop_desk()?;
                return Ok("(the desk is stopped)".to_owned());
            }
            Line::Command(words) => words,
        };
        let shown = words.join(" ");
        let verb = words.first().map_or("", String::as_str);
        match verb {
            "simex" => self.exchange = Some(self.house.start_exchange()?),
            "serve" | "demo" => {
                self.stop_desk()?;
                let rest = words.get(1..).unwrap_or_default();
                let rest: Vec<String> = rest.iter().map(|word| self.filled(word)).collect();
                self.desk = Some(self.house.start(verb, &rest)?);
            }
            _ => self.to_the_end(words)?,
        }
        Ok(shown)
    }

    /// Stops the desk as Ctrl-C would, and holds it to ending well.
    fn stop_desk(&mut self) -> Result<()> {
        self.desk.take().map_or(Ok(()), Running::stop)
    }

    fn to_the_end(&self, words: &[String]) -> Result<()> {
        let words: Vec<String> = words.iter().map(|word| self.filled(word)).collect();
        let mut command = self.house.program(&words);
        let ran = process::run(&mut command, COMMAND_BOUND, Echo::Silent)?;
        if ran.ending != Ending::Success {
            anyhow::bail!("{}: {}", words.join(" "), ran.lines.join(" "));
        }
        Ok(())
    }

    /// A word with what the reader is to fill in.
    fn filled(&self, word: &str) -> String {
        if word.ends_with(":PORT") {
            self.house.exchange_url()
        } else if word == VERSION {
            self.schema().unwrap_or_else(|_| VERSION.to_owned())
        } else {
            word.to_owned()
        }
    }

    /// The schema's version, as migrating to the newest tells it.
    fn schema(&self) -> Result<String> {
        let mut command = self.house.program(&["migrate".to_owned()]);
        let ran = process::run(&mut command, COMMAND_BOUND, Echo::Silent)?;
        let words = ran.lines.join(" ");
        let digits = words
            .split_whitespace()
            .rev()
            .find(|word| word.parse::<u32>().is_ok());
        let digits = digits.or_else(|| {
            words
                .split_whitespace()
                .find(|word| word.parse::<u32>().is_ok())
        });
        digits
            .map(ToOwned::to_owned)
            .with_context(|| format!("no version in `{words}`"))
    }

    fn strike(mut self) -> Result<()> {
        self.stop_desk()?;
        drop(self.exchange);
        self.house.raze()
    }
}

#[cfg(test)]
mod tests;
