//! The shapes of JSON that programs see: bodies taken and answers given. Money is text, instants are milliseconds UTC.
//! Never a type of a core: each shape is made here from what the desk gives.

mod account;
mod amend;
mod campaign;
mod contracts;
mod controls;
mod credentials;
mod entry;
mod failover;
mod health;
mod histories;
mod life;
mod losses;
mod market;
mod market_data;
mod order;
mod pair;
mod press;
mod protect;
mod reconciliation;
mod secret_text;
mod surveillance;
mod ticket;
mod venues;
mod verdict;

pub(crate) use account::{
    BalancesView, HaltBody, HaltsView, PositionsView, ReleaseBody, SettingBody,
};
pub(crate) use amend::AmendBody;
pub(crate) use campaign::{
    CampaignView, ConditionView, HouseAccountView, HouseView, LastCampaignView,
};
pub(crate) use contracts::ContractsView;
pub(crate) use controls::{
    AgreeBody, LimitChangeBody, LimitsBody, LimitsView, ProposedView, SwitchBody, WithdrawBody,
};
pub(crate) use credentials::{
    AddKeyBody, CredentialRowView, CredentialsView, KeyReportView, ProbeView, RemoveKeyBody,
    RotateKeyBody, TestKeyBody, VENUE,
};
pub(crate) use entry::{SessionView, SetUpBody, SignInBody};
pub(crate) use failover::{FailoverBody, FailoverView, reads_name, state_name};
pub(crate) use health::{HealthView, LiveView};
pub(crate) use histories::HistoriesView;
pub(crate) use life::{BelongingView, MessageView};
pub(crate) use losses::{LossesView, TripView, used_percent};
pub(crate) use market::{
    BookView, CandleView, CandlesView, InstrumentView, InstrumentsView, TradeView, TradesView,
};
pub(crate) use market_data::{CheckBody, ChecksView, GapsView};
pub(crate) use order::{
    CancelsView, FillView, FillsView, LifeEventView, OrderLifeView, OrderView, OrdersView,
    PlaceBody, PlacedView, SettleBody,
};
pub(crate) use pair::{LegBody, OcoBody, OcoPlacedView};
pub(crate) use press::{PressView, PressesView, StopBody, leg_state};
pub(crate) use protect::ProtectBody;
pub(crate) use reconciliation::{AcceptBody, ReconciliationView};
pub(crate) use secret_text::secret;
pub(crate) use surveillance::{ExplainBody, FindingsView};
pub(crate) use ticket::{TicketRow, TicketsView};
pub(crate) use venues::{
    AccountsView, VenuesView, breaker, counted, environment, equity, gate, halts_over, open_gaps,
    order_entry,
};
pub(crate) use verdict::VerdictView;

/// Milliseconds UTC.
pub(crate) const fn millis(time: domain::Time) -> i64 {
    time.millis()
}
