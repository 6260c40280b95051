//! A campaign's report as text ready to be shown, on the house's own page and on a page that stands alone. Never judges.

use super::view_shell::{Line, Moment, Shell};
use askama::Template;

/// The house's page.
#[derive(Debug, Clone, Template)]
#[template(path = "campaign.html")]
pub(crate) struct CampaignPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// The report, where there is one to be shown.
    pub(crate) body: Option<CampaignBody>,
    /// Why there is a report and it is not shown.
    pub(crate) trouble: Option<String>,
}

/// A page that stands alone, with the signed document inside it.
#[derive(Debug, Clone, Template)]
#[template(path = "campaign_alone.html")]
pub(crate) struct CampaignAlone<'a> {
    /// The report.
    pub(crate) body: CampaignBody,
    /// Its style.
    pub(crate) style: &'static str,
    /// What was signed, as it was signed.
    pub(crate) document: &'a str,
}

/// A report.
#[derive(Debug, Clone)]
pub(crate) struct CampaignBody {
    /// The verdict.
    pub(crate) verdict: &'static str,
    /// Its colour.
    pub(crate) tone: &'static str,
    /// What the verdict means.
    pub(crate) means: String,
    /// When it began.
    pub(crate) started: Moment,
    /// When it ended.
    pub(crate) ended: Moment,
    /// The figures that tell most.
    pub(crate) figures: Vec<Figure>,
    /// What the live latch asks.
    pub(crate) conditions: Vec<ConditionRow>,
    /// One row a kind of order.
    pub(crate) kinds: Vec<KindRow>,
    /// Every provoked error.
    pub(crate) errors: Vec<ErrorRow>,
    /// What could not be provoked: what, and why not.
    pub(crate) unprovoked: Vec<Line>,
    /// Both books.
    pub(crate) assets: Vec<AssetRow>,
    /// Which house, program, settings and place.
    pub(crate) facts: Vec<Line>,
    /// Every order.
    pub(crate) orders: Vec<OrderRow>,
}

/// One figure.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    /// What it is.
    pub(crate) name: &'static str,
    /// The figure.
    pub(crate) value: String,
    /// What it counts.
    pub(crate) note: String,
}

/// One condition.
#[derive(Debug, Clone)]
pub(crate) struct ConditionRow {
    /// What is asked.
    pub(crate) asks: &'static str,
    /// `met` or `not met`.
    pub(crate) standing: &'static str,
    /// Its colour.
    pub(crate) tone: &'static str,
    /// What the report shows.
    pub(crate) shows: String,
}

/// One kind of order.
#[derive(Debug, Clone)]
pub(crate) struct KindRow {
    /// The kind.
    pub(crate) name: &'static str,
    /// Orders.
    pub(crate) orders: u32,
    /// Filled whole.
    pub(crate) filled: u32,
    /// Trades at the venue.
    pub(crate) fills: u32,
    /// What was charged.
    pub(crate) fee: String,
    /// Median and worst of a hundred until the venue's first word.
    pub(crate) acknowledged: String,
    /// Median and worst of a hundred until the first fill.
    pub(crate) first_fill: String,
    /// Where in the campaign each order lies.
    pub(crate) marks: Vec<Mark>,
}

/// One order on the line of its kind.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    /// Thousandths of the campaign.
    pub(crate) at: u64,
    /// How it ended.
    pub(crate) state: String,
}

/// One provoked error.
#[derive(Debug, Clone)]
pub(crate) struct ErrorRow {
    /// What was provoked.
    pub(crate) what: String,
    /// Who said no.
    pub(crate) by: &'static str,
    /// Its code.
    pub(crate) code: String,
    /// Its words.
    pub(crate) words: String,
    /// What the house concluded.
    pub(crate) concluded: String,
    /// The venue's refusal that it stands before.
    pub(crate) spares: String,
    /// Its colour.
    pub(crate) tone: &'static str,
    /// `as it must be` or `otherwise`.
    pub(crate) standing: &'static str,
}

/// One asset.
#[derive(Debug, Clone)]
pub(crate) struct AssetRow {
    /// Which.
    pub(crate) asset: String,
    /// Before.
    pub(crate) before: String,
    /// After.
    pub(crate) after: String,
    /// What fills and fees add up to.
    pub(crate) moved: String,
    /// What neither explains.
    pub(crate) unexplained: String,
    /// Its colour.
    pub(crate) tone: &'static str,
}

/// One order.
#[derive(Debug, Clone)]
pub(crate) struct OrderRow {
    /// Its number.
    pub(crate) order: u64,
    /// What it was placed for.
    pub(crate) trade: &'static str,
    /// Side, quantity and price.
    pub(crate) asks: String,
    /// How it ended.
    pub(crate) state: String,
    /// What traded, and for how much.
    pub(crate) traded: String,
    /// Until the venue's first word.
    pub(crate) acknowledged: String,
    /// Its id at the venue.
    pub(crate) client_id: String,
}
