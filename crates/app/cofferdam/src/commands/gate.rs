//! `cofferdam gate explain`: what the gate of a running desk would say to an order, rule by rule, the nearest first. Holds and
//! sends nothing.

use super::Place as Where;
use crate::control_socket::{self, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use desk::{Desk, Figure, RuleUse, Standing, Verdict, Via, Wish};
use domain::{
    OrderKind, OrderTerms, PositionEffect, Price, Qty, SelfTradePrevention, Side, Symbol,
    TimeInForce, TrailingDelta,
};
use identity::{Actor, Permit, Place};
use serde::{Deserialize, Serialize};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Longest file of an order, in bytes.
const FILE_BYTES_MAX: u64 = 16 * 1_024;

#[derive(Debug, Args)]
pub(crate) struct GateArgs {
    #[command(flatten)]
    place: Where,
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Say whether an order would pass, by which rule not, and which rule is nearest
    Explain {
        /// File of the order as JSON, as `POST /api/v1/orders` takes it; `-` reads the standard input
        order: PathBuf,
    },
}

/// An order as the API takes it, without exits.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderFile {
    symbol: String,
    side: Side,
    kind: String,
    qty: Qty,
    #[serde(default)]
    price: Option<Price>,
    #[serde(default)]
    trigger: Option<Price>,
    #[serde(default)]
    time_in_force: Option<TimeInForce>,
    #[serde(default)]
    trailing_delta: Option<TrailingDelta>,
    #[serde(default)]
    effect: Option<PositionEffect>,
}

/// Reads the order and asks the desk.
// GATE-19
pub(crate) async fn run(args: GateArgs) -> Result<()> {
    let data = Settings::of(&args.place, &[], &[])?.data_folder;
    let Deed::Explain { order } = args.deed;
    let order = read(&order)?;
    match control_socket::ask(&data, &Request::ExplainOrder(Box::new(order))).await? {
        Some(answer) => say(&answer),
        None => bail!(
            "no desk runs on {}, so there is no gate to ask; nothing was sent",
            data.display()
        ),
    }
}

fn read(path: &Path) -> Result<OrderFile> {
    let mut text = String::new();
    if path == Path::new("-") {
        let mut bounded = std::io::stdin().take(FILE_BYTES_MAX);
        bounded.read_to_string(&mut text)?;
    } else {
        let file = std::fs::File::open(path);
        let file = file.with_context(|| format!("{} cannot be read", path.display()))?;
        file.take(FILE_BYTES_MAX).read_to_string(&mut text)?;
    }
    serde_json::from_str(&text)
        .context("this is no order as POST /api/v1/orders takes it, or one with exits")
}

impl OrderFile {
    fn terms(&self) -> Result<OrderTerms> {
        let symbol = self.symbol.trim().replacen('-', "/", 1);
        let symbol: Symbol = symbol.parse().context("symbol")?;
        Ok(OrderTerms {
            symbol,
            side: self.side,
            qty: self.qty,
            kind: self.kind()?,
            self_trade: SelfTradePrevention::ExpireTaker,
            effect: self.effect.unwrap_or(PositionEffect::Any),
        })
    }

    fn kind(&self) -> Result<OrderKind> {
        let price = || self.price.context("price: an order of this kind has one");
        let trigger = || {
            self.trigger
                .context("trigger: an order of this kind has one")
        };
        let time_in_force = self.time_in_force.unwrap_or(TimeInForce::Gtc);
        Ok(match self.kind.as_str() {
            "market" => OrderKind::Market,
            "limit" => OrderKind::Limit {
                price: price()?,
                time_in_force,
            },
            "limit-maker" => OrderKind::LimitMaker { price: price()? },
            "stop" => OrderKind::Stop {
                trigger: trigger()?,
            },
            "stop-limit" => OrderKind::StopLimit {
                trigger: trigger()?,
                price: price()?,
                time_in_force,
            },
            "take-profit" => OrderKind::TakeProfit {
                trigger: trigger()?,
            },
            "take-profit-limit" => OrderKind::TakeProfitLimit {
                trigger: trigger()?,
                price: price()?,
                time_in_force,
            },
            "trailing-stop" => OrderKind::TrailingStop {
                delta: self
                    .trailing_delta
                    .context("trailing_delta: an order of this kind has one")?,
            },
            other => bail!("kind: there is no kind of order called {other}"),
        })
    }
}

/// What the gate would say.
pub(crate) async fn explain(desk: &Desk, actor: &Actor, order: &OrderFile) -> Result<String> {
    let terms = order.terms()?;
    let wish = Wish {
        account: desk.account_of(terms.symbol),
        terms,
        protection: None,
        via: Via::Page,
        request_key: None,
    };
    let permit = Permit::<Place>::ask(actor)?;
    Ok(told(&desk.verdict(permit, wish).await?))
}

fn told(verdict: &Verdict) -> String {
    let mut lines = vec![match &verdict.refusal {
        None => "it would pass; nothing was held or sent".to_owned(),
        Some(refusal) => format!("it would be refused by {}: {refusal}", refusal.rule),
    }];
    if let Some(nearest) = verdict.nearest() {
        lines.push(format!("nearest of the rules it keeps: {}", line(nearest)));
    }
    let mut uses: Vec<&RuleUse> = verdict.uses.iter().collect();
    uses.sort_by_key(|of| {
        (
            of.standing == Standing::Kept,
            core::cmp::Reverse(of.percent()),
        )
    });
    lines.extend(uses.into_iter().map(|of| format!("  {}", line(of))));
    lines.join("\n")
}

fn line(of: &RuleUse) -> String {
    let standing = match of.standing {
        Standing::Kept => "kept",
        Standing::Broken => "BROKEN",
        Standing::Waived => "waived, it only reduces",
    };
    let (rule, scope) = (of.rule, of.scope);
    let share = of.percent().map_or(String::new(), |p| format!(", {p} %"));
    match (&of.value, &of.limit) {
        (Figure::Nothing, Figure::Nothing) => format!("{rule} ({scope}): {standing}"),
        (value, limit) => format!("{rule} ({scope}): {value} of {limit}{share}: {standing}"),
    }
}
