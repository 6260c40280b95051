//! The page of the account on margin, as text ready to be shown. Never asks the desk.

use super::view_shell::{Moment, Shell};
use askama::Template;

/// The account on margin.
#[derive(Debug, Clone, Template)]
#[template(path = "contracts.html")]
pub(crate) struct ContractsPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// The account; none where this desk trades no contracts.
    pub(crate) account: Option<AccountFacts>,
    /// The contracts that can be set.
    pub(crate) symbols: Vec<String>,
    /// Contract by contract, in hedge mode position by position.
    pub(crate) contracts: Vec<ContractRow>,
    /// What the venue paid or took.
    pub(crate) payments: Vec<PaymentRow>,
    /// What the venue closed.
    pub(crate) closes: Vec<CloseRow>,
}

/// The account as a whole.
#[derive(Debug, Clone)]
pub(crate) struct AccountFacts {
    /// Its number.
    pub(crate) number: String,
    /// How its positions are kept.
    pub(crate) mode: String,
    /// What may stand for something new.
    pub(crate) free: String,
    /// Wallet with profit and loss.
    pub(crate) equity: String,
    /// The asset of both.
    pub(crate) asset: String,
}

/// One contract.
#[derive(Debug, Clone)]
pub(crate) struct ContractRow {
    /// Its symbol.
    pub(crate) symbol: String,
    /// Which of its positions; nothing for the one net position.
    pub(crate) side: &'static str,
    /// How the page tones that.
    pub(crate) side_tone: &'static str,
    /// What is held.
    pub(crate) held: String,
    /// What the venue says is held.
    pub(crate) venue: String,
    /// Average price.
    pub(crate) entry: String,
    /// The price it is valued at.
    pub(crate) mark: String,
    /// Profit at the mark.
    pub(crate) unrealised: String,
    /// Margin it takes.
    pub(crate) margin: String,
    /// Where the venue closes it.
    pub(crate) liquidation: String,
    /// Its leverage.
    pub(crate) leverage: String,
    /// Cross or isolated.
    pub(crate) mode: String,
    /// Whether the venue counts another position.
    pub(crate) in_doubt: bool,
}

/// One movement of money.
#[derive(Debug, Clone)]
pub(crate) struct PaymentRow {
    /// When.
    pub(crate) at: Moment,
    /// Why.
    pub(crate) kind: &'static str,
    /// The contract.
    pub(crate) symbol: String,
    /// What came or went.
    pub(crate) amount: String,
    /// The asset.
    pub(crate) asset: String,
}

/// One position that the venue closed.
#[derive(Debug, Clone)]
pub(crate) struct CloseRow {
    /// When.
    pub(crate) at: Moment,
    /// The contract.
    pub(crate) symbol: String,
    /// Why.
    pub(crate) reason: &'static str,
    /// The venue's id of its order.
    pub(crate) venue_order: String,
}
