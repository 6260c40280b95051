//! The desk's book against the venue's, before and after a campaign, and the campaign's own sum beside both. Never corrects
//! anything.

use super::door::Trouble;
use super::facts::{BalanceFacts, PaymentFacts, ReconciliationFacts};
use super::runner::Runner;
use desk::campaign::{AssetLine, Books, TradedKind};
use domain::{Amount, Asset, Time};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// How long a comparison may take.
const COMPARED_WITHIN: Duration = Duration::from_secs(30);
/// How often it is looked for.
const LOOK: Duration = Duration::from_millis(300);
/// Rounds until a difference is confirmed or gone.
const ROUNDS_MAX: u32 = 4;
/// How long balances may lag behind fills.
const SETTLED_WITHIN: Duration = Duration::from_secs(10);

impl Runner {
    /// Compares until nothing waits to be confirmed, and tells how it stands.
    pub(super) async fn compared(&mut self) -> Result<ReconciliationFacts, Trouble> {
        let mut told = self.door.reconciliation().await?;
        for _ in 0..ROUNDS_MAX {
            let before = told.compared_at;
            self.door.compare().await?;
            let began = Instant::now();
            loop {
                told = self.door.reconciliation().await?;
                if told.compared_at > before {
                    break;
                }
                if began.elapsed() > COMPARED_WITHIN {
                    return Ok(told);
                }
                self.door.pause(LOOK).await?;
            }
            if told.suspects == 0 {
                break;
            }
        }
        Ok(told)
    }

    /// The books at the end, the balances before given.
    pub(super) async fn books(&mut self, before: &[BalanceFacts]) -> Result<Books, Trouble> {
        let told = self.compared().await?;
        let began = Instant::now();
        let assets = loop {
            let after = self.balances().await?;
            let paid = self.paid().await?;
            let assets = self.assets(before, (&after, &paid))?;
            let explained = |line: &AssetLine| line.unexplained().is_some_and(|sum| sum.is_zero());
            if assets.iter().all(explained) || began.elapsed() > SETTLED_WITHIN {
                break assets;
            }
            self.door.pause(LOOK).await?;
        };
        Ok(Books {
            compared: told
                .compared_at
                .filter(|_| told.start_gate == "open")
                .map(Time::from_millis),
            breaks: told.breaks.into_iter().map(|found| found.name).collect(),
            suspects: told.suspects,
            assets,
            open_orders: self.left_open().await?,
            rest: self.moved(self.instrument.base)?,
        })
    }

    /// Funding that was paid for the contract since the campaign began.
    async fn paid(&mut self) -> Result<Vec<PaymentFacts>, Trouble> {
        match self.traded {
            TradedKind::Asset => Ok(Vec::new()),
            TradedKind::Contract => {
                let mut paid = self.door.margined().await?.payments;
                let (symbol, began) = (Some(self.instrument.symbol), self.began);
                paid.retain(|payment| {
                    payment.kind == "funding" && payment.symbol == symbol && payment.at >= began
                });
                Ok(paid)
            }
        }
    }

    /// Every asset that moved or that a fill or fee names.
    fn assets(
        &self,
        before: &[BalanceFacts],
        (after, paid): (&[BalanceFacts], &[PaymentFacts]),
    ) -> Result<Vec<AssetLine>, Trouble> {
        let mut names = BTreeSet::from([self.instrument.quote]);
        // What is held of a contract is no asset: its profit and loss are.
        if self.traded == TradedKind::Asset {
            names.insert(self.instrument.base);
        }
        let own = names.clone();
        let fees = self.lines.values().flat_map(|line| &line.fees);
        names.extend(fees.map(|fee| fee.asset));
        names.extend(before.iter().chain(after).map(|row| row.asset));
        let mut lines = Vec::new();
        for asset in names {
            let funding = paid.iter().filter(|payment| payment.asset == asset);
            let mut moved = self.moved(asset)?;
            for payment in funding {
                moved = moved.plus(payment.amount)?;
            }
            let line = AssetLine {
                asset,
                before: held(before, asset)?,
                after: held(after, asset)?,
                moved,
            };
            let still = line.before == line.after && line.moved.is_zero();
            if own.contains(&asset) || !still {
                lines.push(line);
            }
        }
        Ok(lines)
    }
}

/// What an account holds of an asset, free and locked.
fn held(balances: &[BalanceFacts], asset: Asset) -> Result<Amount, Trouble> {
    let row = balances.iter().find(|row| row.asset == asset);
    match row {
        Some(row) => Ok(row.free.plus(row.locked)?.amount()),
        None => Ok(Amount::ZERO),
    }
}
