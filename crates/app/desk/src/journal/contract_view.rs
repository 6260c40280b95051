//! Events of accounts on margin in the journal's own form.

use super::JournalError;
use super::event_parts::{CauseView, RefusalView, WordsView};
use super::payment_view::{CallView, CloseView, PaymentView};
use super::position_side;
use domain::{
    AccountId, Amount, AssetsMode, Leverage, MarginMode, MarginMove, OrderId, PositionMode,
    PositionSide, Price, Qty, Setting, Symbol, Time, VenueOrderId,
};
use gate::{ContractTerms, MarginReport};
use serde::{Deserialize, Serialize};
use trading::{ContractEvent, SettingAnswer};

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum ContractView {
    SettingAsked {
        account: AccountId,
        setting: SettingView,
        cause: CauseView,
        at: Time,
    },
    SettingRefused {
        account: AccountId,
        setting: SettingView,
        cause: CauseView,
        refusal: RefusalView,
        at: Time,
    },
    SettingAnswered {
        account: AccountId,
        setting: SettingView,
        answer: AnswerView,
        at: Time,
    },
    Woken {
        order: OrderId,
        venue_id: VenueOrderId,
        at: Time,
    },
    MarginSeen {
        report: MarginView,
        at: Time,
    },
    PositionTaken {
        account: AccountId,
        symbol: Symbol,
        #[serde(
            default = "position_side::net",
            skip_serializing_if = "position_side::is_net"
        )]
        side: PositionSide,
        held: Amount,
        entry: Option<Price>,
        at: Time,
    },
    Paid {
        account: AccountId,
        payment: PaymentView,
        at: Time,
    },
    ClosedByVenue {
        account: AccountId,
        close: CloseView,
        at: Time,
    },
    Called {
        call: CallView,
        at: Time,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "set", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum SettingView {
    Leverage {
        symbol: Symbol,
        leverage: Leverage,
    },
    Margin {
        symbol: Symbol,
        mode: MarginMode,
    },
    Positions {
        mode: PositionMode,
    },
    Assets {
        mode: AssetsMode,
    },
    AddMargin {
        symbol: Symbol,
        position: PositionSide,
        amount: Qty,
    },
    TakeMargin {
        symbol: Symbol,
        position: PositionSide,
        amount: Qty,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum AnswerView {
    Done,
    Unchanged,
    Refused { words: WordsView },
    NotSent,
    Unknown,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MarginView {
    account: AccountId,
    positions: PositionMode,
    assets: AssetsMode,
    contracts: Vec<TermsView>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TermsView {
    symbol: Symbol,
    #[serde(
        default = "position_side::net",
        skip_serializing_if = "position_side::is_net"
    )]
    side: PositionSide,
    leverage: Leverage,
    margin: MarginMode,
    held: Amount,
    entry: Option<Price>,
    isolated: Amount,
    liquidation: Option<Price>,
}

impl ContractView {
    #[expect(
        clippy::too_many_lines,
        reason = "one arm a kind of event; a list to be read, not a deed to be cut"
    )]
    pub(super) fn of(event: &ContractEvent) -> Self {
        match event {
            ContractEvent::SettingAsked {
                account,
                setting,
                cause,
                at,
            } => Self::SettingAsked {
                account: *account,
                setting: SettingView::of(setting),
                cause: CauseView::of(cause),
                at: *at,
            },
            ContractEvent::SettingRefused {
                account,
                setting,
                cause,
                refusal,
                at,
            } => Self::SettingRefused {
                account: *account,
                setting: SettingView::of(setting),
                cause: CauseView::of(cause),
                refusal: RefusalView::of(refusal),
                at: *at,
            },
            ContractEvent::SettingAnswered {
                account,
                setting,
                answer,
                at,
            } => Self::SettingAnswered {
                account: *account,
                setting: SettingView::of(setting),
                answer: AnswerView::of(answer),
                at: *at,
            },
            ContractEvent::Woken {
                order,
                venue_id,
                at,
            } => Self::Woken {
                order: *order,
                venue_id: *venue_id,
                at: *at,
            },
            ContractEvent::MarginSeen { report, at } => Self::MarginSeen {
                report: MarginView::of(report),
                at: *at,
            },
            ContractEvent::PositionTaken {
                account,
                symbol,
                side,
                held,
                entry,
                at,
            } => Self::PositionTaken {
                account: *account,
                symbol: *symbol,
                side: *side,
                held: *held,
                entry: *entry,
                at: *at,
            },
            ContractEvent::Paid {
                account,
                payment,
                at,
            } => Self::Paid {
                account: *account,
                payment: PaymentView::of(payment),
                at: *at,
            },
            ContractEvent::ClosedByVenue { account, close, at } => Self::ClosedByVenue {
                account: *account,
                close: CloseView::of(close),
                at: *at,
            },
            ContractEvent::Called { call, at } => Self::Called {
                call: CallView::of(call),
                at: *at,
            },
        }
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one arm a kind of event; a list to be read, not a deed to be cut"
    )]
    pub(super) fn event(self) -> Result<ContractEvent, JournalError> {
        Ok(match self {
            Self::SettingAsked {
                account,
                setting,
                cause,
                at,
            } => ContractEvent::SettingAsked {
                account,
                setting: setting.setting(),
                cause: cause.cause(),
                at,
            },
            Self::SettingRefused {
                account,
                setting,
                cause,
                refusal,
                at,
            } => ContractEvent::SettingRefused {
                account,
                setting: setting.setting(),
                cause: cause.cause(),
                refusal: refusal.refusal()?,
                at,
            },
            Self::SettingAnswered {
                account,
                setting,
                answer,
                at,
            } => ContractEvent::SettingAnswered {
                account,
                setting: setting.setting(),
                answer: answer.answer(),
                at,
            },
            Self::Woken {
                order,
                venue_id,
                at,
            } => ContractEvent::Woken {
                order,
                venue_id,
                at,
            },
            Self::MarginSeen { report, at } => ContractEvent::MarginSeen {
                report: report.report(),
                at,
            },
            Self::PositionTaken {
                account,
                symbol,
                side,
                held,
                entry,
                at,
            } => ContractEvent::PositionTaken {
                account,
                symbol,
                side,
                held,
                entry,
                at,
            },
            Self::Paid {
                account,
                payment,
                at,
            } => ContractEvent::Paid {
                account,
                payment: payment.payment(),
                at,
            },
            Self::ClosedByVenue { account, close, at } => ContractEvent::ClosedByVenue {
                account,
                close: close.close(),
                at,
            },
            Self::Called { call, at } => ContractEvent::Called {
                call: call.call(),
                at,
            },
        })
    }
}

impl SettingView {
    fn of(setting: &Setting) -> Self {
        match setting {
            Setting::Leverage { symbol, leverage } => Self::Leverage {
                symbol: *symbol,
                leverage: *leverage,
            },
            Setting::Margin { symbol, mode } => Self::Margin {
                symbol: *symbol,
                mode: *mode,
            },
            Setting::Positions(mode) => Self::Positions { mode: *mode },
            Setting::Assets(mode) => Self::Assets { mode: *mode },
            Setting::PositionMargin {
                symbol,
                position,
                change,
            } => {
                let (symbol, position) = (*symbol, *position);
                match change {
                    MarginMove::Add(amount) => Self::AddMargin {
                        symbol,
                        position,
                        amount: *amount,
                    },
                    MarginMove::Take(amount) => Self::TakeMargin {
                        symbol,
                        position,
                        amount: *amount,
                    },
                }
            }
        }
    }

    const fn setting(self) -> Setting {
        match self {
            Self::Leverage { symbol, leverage } => Setting::Leverage { symbol, leverage },
            Self::Margin { symbol, mode } => Setting::Margin { symbol, mode },
            Self::Positions { mode } => Setting::Positions(mode),
            Self::Assets { mode } => Setting::Assets(mode),
            Self::AddMargin {
                symbol,
                position,
                amount,
            } => Setting::PositionMargin {
                symbol,
                position,
                change: MarginMove::Add(amount),
            },
            Self::TakeMargin {
                symbol,
                position,
                amount,
            } => Setting::PositionMargin {
                symbol,
                position,
                change: MarginMove::Take(amount),
            },
        }
    }
}

impl AnswerView {
    fn of(answer: &SettingAnswer) -> Self {
        match answer {
            SettingAnswer::Done => Self::Done,
            SettingAnswer::Unchanged => Self::Unchanged,
            SettingAnswer::Refused(words) => Self::Refused {
                words: WordsView::of(words),
            },
            SettingAnswer::NotSent => Self::NotSent,
            SettingAnswer::Unknown => Self::Unknown,
        }
    }

    fn answer(self) -> SettingAnswer {
        match self {
            Self::Done => SettingAnswer::Done,
            Self::Unchanged => SettingAnswer::Unchanged,
            Self::Refused { words } => SettingAnswer::Refused(words.words()),
            Self::NotSent => SettingAnswer::NotSent,
            Self::Unknown => SettingAnswer::Unknown,
        }
    }
}

impl MarginView {
    pub(super) fn of(report: &MarginReport) -> Self {
        let contracts = report.contracts.iter().map(|terms| TermsView {
            symbol: terms.symbol,
            side: terms.side,
            leverage: terms.leverage,
            margin: terms.margin,
            held: terms.held,
            entry: terms.entry,
            isolated: terms.isolated,
            liquidation: terms.liquidation,
        });
        Self {
            account: report.account,
            positions: report.positions,
            assets: report.assets,
            contracts: contracts.collect(),
        }
    }

    pub(super) fn report(self) -> MarginReport {
        let contracts = self.contracts.into_iter().map(|terms| ContractTerms {
            symbol: terms.symbol,
            side: terms.side,
            leverage: terms.leverage,
            margin: terms.margin,
            held: terms.held,
            entry: terms.entry,
            isolated: terms.isolated,
            liquidation: terms.liquidation,
        });
        MarginReport {
            account: self.account,
            positions: self.positions,
            assets: self.assets,
            contracts: contracts.collect(),
        }
    }
}
