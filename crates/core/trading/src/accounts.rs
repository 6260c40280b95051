//! What venues say accounts hold, and what is done when reports may have been lost. Never guesses a balance.

use crate::effect::Effect;
use crate::event::Event;
use crate::trading::Trading;
use alloc::vec::Vec;
use domain::{AccountId, OrderId, Time};
use gate::{BalanceCoverage, BalanceReport};

impl Trading {
    pub(crate) fn balances_reported(
        &mut self,
        now: Time,
        report: BalanceReport,
        out: &mut Vec<Effect>,
    ) {
        self.gate.balances(&report);
        match report.coverage {
            BalanceCoverage::Whole => self.refresh.got(report.account),
            BalanceCoverage::Changed => {}
        }
        if self.is_news(&report) {
            self.record(Event::BalancesSeen { report, at: now }, out);
        }
    }

    /// Whether a report says anything that is not known.
    fn is_news(&self, report: &BalanceReport) -> bool {
        let known = &self.state.balances;
        let differs = report.balances.iter().any(|balance| {
            let known = known.get(&(report.account, balance.asset));
            known.is_none_or(|known| known.balance != *balance && known.as_of <= report.as_of)
        });
        let vanished = match report.coverage {
            BalanceCoverage::Changed => false,
            BalanceCoverage::Whole => known.iter().any(|((account, asset), known)| {
                *account == report.account
                    && known.as_of <= report.as_of
                    && !report.balances.iter().any(|b| b.asset == *asset)
            }),
        };
        differs || vanished
    }

    /// Reports of an account may be lost: every open order is asked about, and so are the balances.
    pub(crate) fn reports_missed(&mut self, now: Time, account: AccountId) {
        let open = self.open_orders().filter(|o| o.order.account() == account);
        let open: Vec<OrderId> = open.map(|o| o.order.id()).collect();
        for order in open {
            self.pursuits.change(order, |p| p.ask.start_by(now));
        }
        self.refresh.want(account, now);
        self.checks.want(account, now);
    }
}
