//! `cofferdam check`: says whether settings and data are in order. Changes nothing, starts nothing.

use super::Place;
use crate::say::say;
use crate::settings::Settings;
use crate::settings::layers;
use anyhow::Result;
use clap::Args;
use std::fmt::Write;
use store::{Location, Store, StoreError};

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    place: Place,
    /// List every key with its default and meaning, as a TOML file to begin with
    #[arg(long)]
    keys: bool,
    /// Read every page of the database (slow on a large one)
    #[arg(long)]
    pages: bool,
}

/// Checks, and says what was found.
pub(crate) async fn run(args: CheckArgs) -> Result<()> {
    if args.keys {
        return say(keys()?.trim_end());
    }
    let settings = Settings::of(&args.place, &[], &[])?;
    say("settings   in order")?;
    let folder = settings.data_folder;
    let location = Location::Sqlite(folder.clone());
    let reader = match Store::open_reader(location).await {
        Ok(reader) => reader,
        Err(StoreError::NoFolder { .. }) => {
            return say(&format!(
                "data       nothing yet in {}; the first start makes it",
                folder.display()
            ));
        }
        Err(error) => return Err(error.into()),
    };
    let counts = reader.counts().await?;
    say(&format!("data       {}: {counts:?}", folder.display()))?;
    if args.pages {
        reader.check_pages().await?;
        say("pages      every page of the database reads well")?;
    }
    let audit = reader.verify_audit().await?;
    say(&format!("audit log  {audit:?}"))
}

/// A TOML file with every key, its default, and its meaning above it.
fn keys() -> Result<String> {
    let mut text = String::from(
        "# Settings of Cofferdam. Later layers win: this file, COFFERDAM__SECTION__KEY, flags.\n",
    );
    let mut section = "";
    for key in layers::keys() {
        let (in_section, name) = key.name.split_once('.').unwrap_or(("", key.name));
        if in_section != section {
            section = in_section;
            writeln!(text, "\n[{section}]")?;
        }
        writeln!(text, "# {}", key.meaning)?;
        writeln!(text, "{name} = \"{}\"", key.default)?;
    }
    Ok(text)
}
