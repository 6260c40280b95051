//! Which part a way to a venue plays, and the names under which health and connections show it. Decides nothing.

use crate::product::Product;
use crate::venue_link::VenueLink;
use domain::Symbol;

/// The part a way to a venue plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkRole {
    /// The venue at which an account trades.
    Home,
    /// The venue that stands in for another one on spot while that one is away.
    Backup,
}

impl LinkRole {
    /// The short name: `home`, `backup`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Backup => "backup",
        }
    }
}

impl VenueLink {
    /// The name under which this account's way to the venue stands in health.
    pub(crate) const fn parts_name(&self) -> &'static str {
        match (self.role, self.product) {
            (LinkRole::Home, Product::Spot) => "venue",
            (LinkRole::Home, Product::UsdM) => "venue-usd-m",
            (LinkRole::Backup, _) => "backup-venue",
        }
    }

    /// The same of its private stream.
    pub(crate) const fn stream_name(&self) -> &'static str {
        match (self.role, self.product) {
            (LinkRole::Home, Product::Spot) => "account-stream",
            (LinkRole::Home, Product::UsdM) => "account-stream-usd-m",
            (LinkRole::Backup, _) => "backup-account-stream",
        }
    }

    /// The same of the stream of its market on spot.
    pub(crate) const fn market_name(&self) -> &'static str {
        match self.role {
            LinkRole::Home => "market-stream",
            LinkRole::Backup => "backup-market-stream",
        }
    }

    /// The same of the venue's clock.
    pub(crate) const fn clock_name(&self) -> &'static str {
        match (self.role, self.product) {
            (LinkRole::Home, Product::Spot) => "clock",
            (LinkRole::Home, Product::UsdM) => "clock-usd-m",
            (LinkRole::Backup, _) => "backup-clock",
        }
    }

    /// The same of answers that are not as documented.
    pub(crate) const fn answers_name(&self) -> &'static str {
        match (self.role, self.product) {
            (LinkRole::Home, Product::Spot) => "answers",
            (LinkRole::Home, Product::UsdM) => "answers-usd-m",
            (LinkRole::Backup, _) => "backup-answers",
        }
    }

    /// The same of what is kept of its account's past.
    pub(crate) const fn histories_name(&self) -> &'static str {
        match (self.role, self.product) {
            (LinkRole::Home, Product::Spot) => "histories",
            (LinkRole::Home, Product::UsdM) => "histories-usd-m",
            (LinkRole::Backup, _) => "backup-histories",
        }
    }

    /// The same of what is heard of one symbol.
    pub(crate) fn feed_name(&self, symbol: Symbol) -> String {
        match self.role {
            LinkRole::Home => format!("market:{symbol}"),
            LinkRole::Backup => format!("backup-market:{symbol}"),
        }
    }

    /// What the venue's list is kept under; spot and contracts have lists of their own.
    pub(crate) const fn listing_name(product: Product) -> &'static str {
        match product {
            Product::Spot => "exchange-info",
            Product::UsdM => "exchange-info-usd-m",
        }
    }
}
