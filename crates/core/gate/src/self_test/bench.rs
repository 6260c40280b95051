//! Scratch gates for the self-test: the configuration as it is, its instruments on a grid of their own, and around it prices and
//! balances that are made up so that a sound order passes every rule. Never a gate that runs.

use crate::cleared::HaltWatch;
use crate::config::{AccountConfig, AccountKind, GateConfig};
use crate::gate::Gate;
use crate::judge_rules::JudgeRules;
use crate::limits::Limits;
use crate::losses::LossStanding;
use crate::margin::{ContractTerms, MarginReport, MarkPrice, Product};
use crate::observe::{BalanceCoverage, BalanceReport};
use crate::open_orders::scopes;
use crate::quote::{Depth, Quote};
use crate::refusal::{Refusal, Rule};
use crate::self_test::stage::{Stage, Traded, grid, stage};
use alloc::vec::Vec;
use domain::{
    AccountId, Amount, Asset, AssetsMode, Balance, ClientOrderId, ContractKind, InstrumentRules,
    Leverage, MarginMode, NewOrder, NumberError, OrderId, OrderKind, OrderShapeError, OrderTerms,
    Origin, PositionMode, PositionSide, Price, Qty, Rate, Scope, SelfTradePrevention, Side, Span,
    Symbol, TextError, Time, TimeInForce,
};

/// An account that only holds money, so that what another one lacks is no lack of everything.
const RESERVE: AccountId = AccountId::new(u64::MAX - 2);

/// The number of a sound order.
pub(super) const ORDER: u64 = 1;

/// Why a rule was not put to the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Skip {
    /// No order can break it here.
    NotApplicable(&'static str),
    /// The bad order could not be made: the configuration leaves no room for one.
    Unmade,
}

/// The rule that refused, if one did.
pub(super) type Said = Option<Rule>;
/// What came of a case.
pub(super) type Provoked = Result<Said, Skip>;

/// The configuration under test.
#[derive(Debug)]
pub(super) struct Bench {
    pub(super) config: GateConfig,
    pub(super) rules: JudgeRules,
    pub(super) now: Time,
    spot: Result<Stage, Skip>,
    margined: Result<Stage, Skip>,
}

/// A scratch gate that knows enough to let the sound order of its stage pass.
#[derive(Debug)]
pub(super) struct Scratch {
    pub(super) gate: Gate,
    pub(super) stage: Stage,
    pub(super) now: Time,
}

impl From<NumberError> for Skip {
    fn from(_: NumberError) -> Self {
        Self::Unmade
    }
}

impl From<TextError> for Skip {
    fn from(_: TextError) -> Self {
        Self::Unmade
    }
}

impl From<OrderShapeError> for Skip {
    fn from(_: OrderShapeError) -> Self {
        Self::Unmade
    }
}

impl From<Refusal> for Skip {
    fn from(_: Refusal) -> Self {
        Self::Unmade
    }
}

impl Bench {
    pub(super) fn of((config, rules): (&GateConfig, &JudgeRules), now: Time) -> Self {
        let mut config = config.clone();
        for account in &mut config.accounts {
            account.kind = AccountKind::Paper;
        }
        if let Ok(grid) = grid() {
            for instrument in &mut config.instruments {
                instrument.rules = grid;
            }
        }
        let spot = stage((&config, rules), Traded::Spot);
        let margined = stage((&config, rules), Traded::Contracts);
        let reserve = config.accounts.first().map(|first| AccountConfig {
            account: RESERVE,
            product: Product::Spot,
            ..*first
        });
        config.accounts.extend(reserve);
        Self {
            config,
            rules: rules.clone(),
            now,
            spot,
            margined,
        }
    }

    /// The account on spot.
    pub(super) fn spot(&self) -> Result<Stage, Skip> {
        self.spot
    }

    /// The account on margin.
    pub(super) fn margined(&self) -> Result<Stage, Skip> {
        self.margined
    }

    /// Whichever account there is.
    pub(super) fn any(&self) -> Result<Stage, Skip> {
        self.spot.or(self.margined)
    }

    /// A scratch gate for a stage.
    pub(super) fn scratch(&self, stage: Stage) -> Result<Scratch, Skip> {
        self.scratch_of(stage, |_| {})
    }

    /// The same, of a configuration that differs in one thing.
    pub(super) fn scratch_of(
        &self,
        stage: Stage,
        change: impl FnOnce(&mut GateConfig),
    ) -> Result<Scratch, Skip> {
        let mut scratch = self.bare(stage, change);
        scratch.tell_prices(scratch.now)?;
        scratch.tell_purse(scratch.stage.purse)?;
        let report = scratch.report()?;
        scratch.tell_settings(&report);
        Ok(scratch)
    }

    /// A scratch gate that was told nothing but that its account was compared.
    pub(super) fn bare(&self, stage: Stage, change: impl FnOnce(&mut GateConfig)) -> Scratch {
        let mut config = self.config.clone();
        change(&mut config);
        let mut gate = Gate::with(config, HaltWatch::new()).with_rules(self.rules.clone());
        gate.symbol_confirmed(stage.instrument.symbol);
        gate.compared(stage.account.account);
        let mut scratch = Scratch {
            gate,
            stage,
            now: self.now,
        };
        scratch.tell_losses();
        scratch.tell_reserve();
        scratch
    }

    /// A scratch gate whose venue has another grid.
    pub(super) fn on_grid(
        &self,
        stage: Stage,
        change: impl FnOnce(&mut InstrumentRules),
    ) -> Result<Scratch, Skip> {
        self.scratch_of(stage, |config| {
            let mut all = config.instruments.iter_mut();
            let key = (stage.instrument.venue, stage.instrument.symbol);
            if let Some(found) = all.find(|one| (one.venue, one.symbol) == key) {
                change(&mut found.rules);
            }
        })
    }
}

impl Scratch {
    /// The sound order: a buy at the middle of the market.
    pub(super) fn buy(&self) -> OrderTerms {
        OrderTerms {
            symbol: self.stage.instrument.symbol,
            side: Side::Buy,
            qty: self.stage.qty,
            kind: OrderKind::Limit {
                price: self.stage.price,
                time_in_force: TimeInForce::Gtc,
            },
            self_trade: SelfTradePrevention::ExpireTaker,
            effect: self.stage.effect,
        }
    }

    /// The same at another price.
    pub(super) fn buy_at(&self, price: Price) -> OrderTerms {
        OrderTerms {
            kind: OrderKind::Limit {
                price,
                time_in_force: TimeInForce::Gtc,
            },
            ..self.buy()
        }
    }

    /// An order of this account.
    pub(super) fn order(&self, id: u64, terms: OrderTerms) -> Result<NewOrder, Skip> {
        order(self.now, (id, self.stage.account.account), terms)
    }

    /// What the gate says to terms.
    pub(super) fn clear(&mut self, terms: OrderTerms) -> Provoked {
        let order = self.order(ORDER, terms)?;
        Ok(said(&self.gate.clear(self.now, order)))
    }

    /// What the gate says to the sound order.
    pub(super) fn clear_sound(&mut self) -> Provoked {
        self.clear(self.buy())
    }

    /// Tells that nothing was lost anywhere.
    pub(super) fn tell_losses(&mut self) {
        let stage = self.stage;
        let nothing = LossStanding {
            loss: Amount::ZERO,
            drawdown: Some((Amount::ZERO, Amount::ONE)),
            at: self.now,
        };
        for scope in [
            Scope::Global,
            Scope::Venue(stage.account.venue),
            Scope::Account(stage.account.account),
            Scope::Symbol(stage.instrument.symbol),
        ] {
            self.gate.set_loss(scope, Some(nothing));
        }
    }

    /// Tells the prices of an instant.
    pub(super) fn tell_prices(&mut self, received: Time) -> Result<(), Skip> {
        let stage = self.stage;
        let mut told = alloc::vec![(stage.instrument.symbol, stage.price)];
        let value = self.gate.config().value_asset;
        if stage.instrument.quote != value {
            let symbol = Symbol::spot(stage.instrument.quote, value)?;
            told.push((symbol, Price::from_parts(1, 0)?));
        }
        for price in told {
            self.tell_price(price, received)?;
        }
        self.tell_mark(stage.price, received);
        Ok(())
    }

    /// Tells the market of one symbol: a little round its price.
    pub(super) fn tell_price(
        &mut self,
        (symbol, price): (Symbol, Price),
        received: Time,
    ) -> Result<(), Skip> {
        let apart = Rate::from_parts(1, 4)?;
        let (bid, ask) = (price.moved(apart.negated())?, price.moved(apart)?);
        let (venue, rest) = (self.stage.account.venue, huge()?.qty()?);
        self.gate.quote(Quote {
            venue,
            symbol,
            bid: Some(bid),
            ask: Some(ask),
            last: Some(price),
            received,
            depth: Depth {
                bids: alloc::vec![(bid, rest)],
                asks: alloc::vec![(ask, rest)],
            },
        });
        Ok(())
    }

    /// Tells the mark of a contract.
    pub(super) fn tell_mark(&mut self, price: Price, received: Time) {
        let at = (self.stage.account.venue, self.stage.instrument.symbol);
        self.gate.mark(at, MarkPrice { price, received });
    }

    /// Tells what the account holds of what a buy needs.
    pub(super) fn tell_purse(&mut self, total: Amount) -> Result<(), Skip> {
        let instrument = self.stage.instrument;
        let settle = match instrument.kind {
            ContractKind::Spot => None,
            ContractKind::Linear { settle, .. } => Some(settle),
        };
        let free = total.qty()?;
        let balance = |asset: Asset| Balance {
            asset,
            free,
            locked: Qty::ZERO,
        };
        let assets = core::iter::once(instrument.quote).chain(settle);
        self.tell_balances(assets.map(balance).collect());
        Ok(())
    }

    /// Tells what the reserve holds of the value asset.
    fn tell_reserve(&mut self) {
        let asset = self.gate.config().value_asset;
        let free = self.stage.purse.qty().unwrap_or(Qty::ZERO);
        self.gate.balances(&BalanceReport {
            account: RESERVE,
            as_of: self.now,
            coverage: BalanceCoverage::Changed,
            balances: alloc::vec![Balance {
                asset,
                free,
                locked: Qty::ZERO,
            }],
        });
    }

    /// Tells what the account holds of some assets.
    pub(super) fn tell_balances(&mut self, balances: Vec<Balance>) {
        self.gate.balances(&BalanceReport {
            account: self.stage.account.account,
            as_of: self.now,
            coverage: BalanceCoverage::Changed,
            balances,
        });
    }

    /// What the venue would say the account on margin is set to.
    pub(super) fn report(&self) -> Result<MarginReport, Skip> {
        let (positions, mode, leverage) = self.set_to()?;
        let sides: &[PositionSide] = match positions {
            PositionMode::OneWay => &[PositionSide::Both],
            PositionMode::Hedge => &[PositionSide::Long, PositionSide::Short],
        };
        let contract = |side: &PositionSide| ContractTerms {
            symbol: self.stage.instrument.symbol,
            side: *side,
            leverage,
            margin: mode,
            held: Amount::ZERO,
            entry: None,
            isolated: Amount::ZERO,
            liquidation: None,
        };
        Ok(MarginReport {
            account: self.stage.account.account,
            positions,
            assets: AssetsMode::Single,
            contracts: sides.iter().map(contract).collect::<Vec<_>>(),
        })
    }

    /// Tells what the account on margin is set to; an account on spot is set to nothing.
    pub(super) fn tell_settings(&mut self, report: &MarginReport) {
        match self.stage.account.product {
            Product::Spot => {}
            Product::Linear(_) => self.gate.margin(report),
        }
    }

    fn set_to(&self) -> Result<(PositionMode, MarginMode, Leverage), Skip> {
        let account = self.gate.account(self.stage.account.account);
        let product = account.map_or(self.stage.account.product, |account| account.product);
        match product {
            Product::Linear(rules) => Ok((
                rules.positions.unwrap_or(PositionMode::OneWay),
                rules.margin.unwrap_or(MarginMode::Cross),
                rules.leverage_max,
            )),
            Product::Spot => {
                let one = Leverage::new(1).map_err(|_| Skip::Unmade)?;
                Ok((PositionMode::OneWay, MarginMode::Cross, one))
            }
        }
    }

    /// The limits that hold for the sound order.
    pub(super) fn limits(&self) -> Result<Limits<'_>, Skip> {
        let order = self.order(ORDER, self.buy())?;
        let reach = scopes(&order, self.stage.account.venue);
        Ok(Limits::new(&self.gate, reach))
    }
}

/// The rule that refused.
pub(super) fn said<T>(answer: &Result<T, Refusal>) -> Said {
    answer.as_ref().err().map(|refusal| refusal.rule)
}

/// More than any limit asks for, and small enough to be added up.
pub(super) fn huge() -> Result<Amount, NumberError> {
    Amount::from_parts(1_000_000_000_000, 0)
}

/// One millisecond.
pub(super) const MOMENT: Span = Span::from_millis(1);

/// An order with a number.
pub(super) fn order(
    now: Time,
    (id, account): (u64, AccountId),
    terms: OrderTerms,
) -> Result<NewOrder, Skip> {
    let id = OrderId::new(id);
    let client_id = ClientOrderId::of(now, account, id);
    Ok(NewOrder::new(
        (id, client_id),
        account,
        Origin::House,
        terms,
    )?)
}
