//! Events of venues with a backup, and venues that are away, in the journal's own form.

use super::JournalError;
use super::event_parts::CauseView;
use domain::{AccountId, OrderId, Qty, Symbol, Time};
use serde::{Deserialize, Serialize};
use trading::{Away, AwayCause, FailoverEvent, Sold, Stage, Stays};

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "away", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum FailoverView {
    WentAway {
        account: AccountId,
        cause: AwayCauseView,
        at: Time,
    },
    Stays {
        account: AccountId,
        entry: OrderId,
        why: StaysView,
        qty: Qty,
        at: Time,
    },
    ReleaseAsked {
        account: AccountId,
        cause: CauseView,
        at: Time,
    },
    Answers {
        account: AccountId,
        at: Time,
    },
    SilentAgain {
        account: AccountId,
        at: Time,
    },
    CameHome {
        account: AccountId,
        compared: Time,
        at: Time,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum AwayCauseView {
    Silence { since: Time },
    Called { cause: CauseView },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum StaysView {
    Policy,
    MayStand,
    Alarm,
    Refused { rule: String },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AwayView {
    account: AccountId,
    cause: AwayCauseView,
    since: Time,
    answers_since: Option<Time>,
    release: Option<CauseView>,
    sold: Vec<(Symbol, SoldView)>,
    stays: Vec<(OrderId, StaysView)>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SoldView {
    backup: Qty,
    home: Qty,
    doubled: Qty,
}

impl AwayCauseView {
    fn of(cause: &AwayCause) -> Self {
        match cause {
            AwayCause::Silence { since } => Self::Silence { since: *since },
            AwayCause::Called(cause) => Self::Called {
                cause: CauseView::of(cause),
            },
        }
    }

    fn cause(self) -> AwayCause {
        match self {
            Self::Silence { since } => AwayCause::Silence { since },
            Self::Called { cause } => AwayCause::Called(cause.cause()),
        }
    }
}

impl StaysView {
    fn of(why: Stays) -> Self {
        match why {
            Stays::Policy => Self::Policy,
            Stays::MayStand => Self::MayStand,
            Stays::Alarm => Self::Alarm,
            Stays::Refused(rule) => Self::Refused {
                rule: rule.code().to_owned(),
            },
        }
    }

    fn why(self) -> Result<Stays, JournalError> {
        Ok(match self {
            Self::Policy => Stays::Policy,
            Self::MayStand => Stays::MayStand,
            Self::Alarm => Stays::Alarm,
            Self::Refused { rule } => {
                let what = "rule of the gate";
                Stays::Refused(rule.parse().map_err(|_| JournalError::Value { what })?)
            }
        })
    }
}

impl FailoverView {
    pub(super) fn of(event: &FailoverEvent) -> Self {
        match event {
            FailoverEvent::WentAway { account, cause, at } => Self::WentAway {
                account: *account,
                cause: AwayCauseView::of(cause),
                at: *at,
            },
            FailoverEvent::Stays {
                account,
                entry,
                why,
                qty,
                at,
            } => Self::Stays {
                account: *account,
                entry: *entry,
                why: StaysView::of(*why),
                qty: *qty,
                at: *at,
            },
            FailoverEvent::ReleaseAsked { account, cause, at } => Self::ReleaseAsked {
                account: *account,
                cause: CauseView::of(cause),
                at: *at,
            },
            FailoverEvent::Answers { account, at } => Self::Answers {
                account: *account,
                at: *at,
            },
            FailoverEvent::SilentAgain { account, at } => Self::SilentAgain {
                account: *account,
                at: *at,
            },
            FailoverEvent::CameHome {
                account,
                compared,
                at,
            } => Self::CameHome {
                account: *account,
                compared: *compared,
                at: *at,
            },
        }
    }

    pub(super) fn event(self) -> Result<FailoverEvent, JournalError> {
        Ok(match self {
            Self::WentAway { account, cause, at } => FailoverEvent::WentAway {
                account,
                cause: cause.cause(),
                at,
            },
            Self::Stays {
                account,
                entry,
                why,
                qty,
                at,
            } => FailoverEvent::Stays {
                account,
                entry,
                why: why.why()?,
                qty,
                at,
            },
            Self::ReleaseAsked { account, cause, at } => FailoverEvent::ReleaseAsked {
                account,
                cause: cause.cause(),
                at,
            },
            Self::Answers { account, at } => FailoverEvent::Answers { account, at },
            Self::SilentAgain { account, at } => FailoverEvent::SilentAgain { account, at },
            Self::CameHome {
                account,
                compared,
                at,
            } => FailoverEvent::CameHome {
                account,
                compared,
                at,
            },
        })
    }
}

impl AwayView {
    pub(super) fn of(away: &Away) -> Self {
        let sold = |sold: &Sold| SoldView {
            backup: sold.backup,
            home: sold.home,
            doubled: sold.doubled,
        };
        Self {
            account: away.account,
            cause: AwayCauseView::of(&away.cause),
            since: away.since,
            answers_since: match away.stage {
                Stage::Gone => None,
                Stage::Answers(since) => Some(since),
            },
            release: away.release.as_ref().map(CauseView::of),
            sold: away.sold.iter().map(|(s, one)| (*s, sold(one))).collect(),
            stays: away
                .stays
                .iter()
                .map(|(entry, why)| (*entry, StaysView::of(*why)))
                .collect(),
        }
    }

    pub(super) fn away(self) -> Result<Away, JournalError> {
        let sold = |view: SoldView| Sold {
            backup: view.backup,
            home: view.home,
            doubled: view.doubled,
        };
        let stays = self.stays.into_iter();
        Ok(Away {
            account: self.account,
            cause: self.cause.cause(),
            since: self.since,
            stage: self.answers_since.map_or(Stage::Gone, Stage::Answers),
            release: self.release.map(CauseView::cause),
            sold: self.sold.into_iter().map(|(s, v)| (s, sold(v))).collect(),
            stays: stays
                .map(|(entry, why)| Ok((entry, why.why()?)))
                .collect::<Result<_, JournalError>>()?,
        })
    }
}
