//! `cofferdam latch`: every fact that real money asks for, what is there and what is missing; and a person's mark of one
//! account. Opens nothing: the start of a desk judges the facts again.

use super::Place;
use crate::house::make_folder;
use crate::instance;
use crate::key_watch;
use crate::latch::{self, MarkNote, Marking};
use crate::say::say;
use crate::settings::Settings;
use crate::venue_place::{self, VenuePlace};
use anyhow::{Result, ensure};
use clap::{Args, Subcommand};
use domain::AccountId;

#[derive(Debug, Args)]
pub(crate) struct LatchArgs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    deed: Option<Deed>,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Mark an account as one that may trade real money; alone it opens nothing
    Mark {
        #[command(flatten)]
        word: Word,
        /// The sentence, in full: trade real money on account N at binance
        #[arg(long)]
        sentence: String,
    },
    /// Take the mark away; the next start trades no real money
    Unmark {
        #[command(flatten)]
        word: Word,
    },
}

/// Whose word it is, about what, and why.
#[derive(Debug, Args)]
struct Word {
    /// The account
    #[arg(long)]
    account: AccountId,
    /// Your name
    #[arg(long)]
    by: String,
    /// Why, for whoever reads it later
    #[arg(long)]
    reason: String,
}

/// Shows the latch, or keeps a person's word.
pub(crate) async fn run(args: LatchArgs) -> Result<()> {
    let settings = Settings::of(&args.place, &[], &[])?;
    let data = &settings.data_folder;
    let (word, live) = match args.deed {
        None => {
            let ring = key_watch::ring(&settings, data, None)?;
            let looked = latch::look(&settings, data, &ring).await?;
            let tables: Vec<String> = looked.iter().map(latch::Looked::table).collect();
            let place = settings.venue.place.word();
            let foot = format!("these settings trade at: {place}");
            return say(&format!("{}\n{foot}", tables.join("\n")));
        }
        Some(Deed::Mark { word, sentence }) => {
            let wanted = latch::sentence(word.account);
            ensure!(
                sentence == wanted,
                "the sentence must read: {wanted}; nothing was changed"
            );
            (word, Marking::Marked)
        }
        Some(Deed::Unmark { word }) => (word, Marking::Unmarked),
    };
    let place = settings.venue.place.word();
    ensure!(
        settings.venue.place == VenuePlace::Live,
        "these settings trade at: {place}; an account is marked in the folder of a desk at: live; nothing was changed"
    );
    make_folder(data)?;
    venue_place::bind(data, place)?;
    let id = instance::kept(data)?;
    let note = MarkNote {
        by: word.by,
        live,
        reason: word.reason,
    };
    latch::mark(data, word.account, &note).await?;
    let said = match live {
        Marking::Marked => {
            "is marked as one that may trade real money; `cofferdam latch` shows what else is missing"
        }
        Marking::Unmarked => "trades no real money from the next start on",
    };
    say(&format!(
        "account {} of the house {id} {said}",
        word.account
    ))
}
