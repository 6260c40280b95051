//! What a spot account is told of by itself: orders, lists, balances. Never an answer to a request.

use super::views::{self, Frame};
use crate::venue::Venue;
use domain::{AccountId, Amount, Asset, Balance, Time};
use exchange::{Effect, Input, ListReport, OrderReport, Place, RefuseReason};

/// Money that comes to an account, or goes from it, otherwise than by trading.
pub(crate) type Moved = (AccountId, Asset, Amount);

/// What an input moves, if it moves money.
pub(crate) fn moved(input: &Input) -> Option<Moved> {
    if let Input::Deposit {
        account,
        asset,
        qty,
        ..
    } = input
    {
        return Some((*account, *asset, qty.amount()));
    }
    if let Input::Withdraw {
        account,
        asset,
        qty,
        ..
    } = input
    {
        return Some((*account, *asset, qty.amount().negated()));
    }
    None
}

impl Venue {
    /// Tells an account that one of its orders moved.
    pub(crate) fn tell_report(&mut self, report: &OrderReport) {
        let account = report.order.account;
        if !self.sockets.followed(account) {
            return;
        }
        let symbol = self.name(report.order.symbol).to_owned();
        let group = self.terms(account).ok().and_then(|terms| terms.group);
        self.tell(account, |unit| {
            let symbol = symbol.as_str();
            views::execution_report(Frame { symbol, unit }, report, group)
        });
    }

    /// Tells an account that one of its order lists moved.
    pub(crate) fn tell_list(&mut self, report: &ListReport) {
        let symbol = self.name(report.list.symbol).to_owned();
        self.tell(report.list.account, |unit| {
            let symbol = symbol.as_str();
            views::list_event(Frame { symbol, unit }, report)
        });
    }

    /// Tells an account that the order meant to stand in the place of an ended one was refused.
    pub(crate) fn tell_rejected(&mut self, place: &Place, reason: RefuseReason) {
        let now = self.now();
        let symbol = self.name(place.symbol).to_owned();
        let client_id = place.client_id;
        self.tell(place.account, |unit| {
            let symbol = symbol.as_str();
            let client_id = client_id.as_ref().map_or("", |id| id.as_str());
            views::rejected(Frame { symbol, unit }, (place, client_id), reason, now)
        });
    }

    /// Tells an account what it holds of the assets that changed.
    pub(crate) fn tell_balances(&mut self, account: AccountId, held: &[Balance]) {
        let now = self.now();
        self.touched.insert(account, now);
        // The balances themselves are the last step that was noted: this belongs to it.
        if let Some(step) = self.facts.last_mut() {
            step.push(touched_line(account, now));
        }
        self.tell(account, |unit| views::account_position(held, now, unit));
    }

    /// Tells an account that money came or went, unless the step refused it.
    pub(crate) fn tell_moved(&mut self, (account, asset, delta): Moved, effects: &[Effect]) {
        if super::trade::refusal(effects).is_some() {
            return;
        }
        let now = self.now();
        self.tell(account, |unit| {
            views::balance_update((asset, delta), now, unit)
        });
    }
}

/// Before every line of the account log that says when an account last changed.
const TOUCHED: &str = "touched ";

/// The line that says when an account last changed.
pub(crate) fn touched_line(account: AccountId, at: Time) -> String {
    format!("{TOUCHED}{account} {}", at.nanos())
}

/// When an account last changed, where a line says so.
pub(crate) fn touched(line: &str) -> Option<Result<(AccountId, Time), String>> {
    let (account, at) = line.strip_prefix(TOUCHED)?.split_once(' ')?;
    let read = match (account.parse(), at.parse()) {
        (Ok(account), Ok(at)) => Ok((AccountId::new(account), Time::from_nanos(at))),
        (Err(_), _) | (_, Err(_)) => Err("no account and instant".to_owned()),
    };
    Some(read)
}
