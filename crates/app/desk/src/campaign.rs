//! The campaign on a venue's test exchange: its signed report, what it must show before real money may be traded, and
//! where reports lie. Never places an order: whoever runs a campaign does that from outside, as any program would.

mod document;
mod judgement;
mod report;
mod shelf;
mod trade;

pub use document::{DocumentError, Verified, embedded, sign, verify};
pub use judgement::{AGE_MAX, CampaignPassed, Condition, FILLED_MIN, Judged, Standing, judge};
pub use report::{
    AnsweredBy, AssetLine, Books, ErrorLine, Expectation, FeeLine, Found, HouseFacts, OrderLine,
    Outcome, Report, Traded, TradedKind, TradingPlace, Unprovoked, VenueWords,
};
pub use shelf::{CampaignShelf, ShelfTrouble};
pub use trade::Trade;

#[cfg(test)]
mod tests;
