//! The venue while it is being set up: what is listed, who has an account, what moves the market. Never a socket.

use crate::clock::Clock;
use crate::config::{Config, Market};
use crate::history;
use crate::keeper::{self, Beside, Keeper};
use crate::start::StartError;
use crate::symbols::SymbolSpec;
use crate::venue::crowd::CrowdDriver;
use crate::venue::keys::Keys;
use crate::venue::limits::Limits;
use crate::venue::spot::views::FEE_TEXT;
use crate::venue::stepping::ClockKind;
use crate::venue::usdm::crowd::FuturesCrowd;
use crate::venue::usdm::furnish;
use crate::venue::usdm::listen_keys::ListenKeys;
use crate::venue::{Start, Venue};
use domain::{AccountId, Machine, Rate, Symbol, Time, VenueId};
use exchange::crowd::{Crowd, CrowdPlan};
use exchange::futures::{Futures, FuturesInput, FuturesTerms};
use exchange::wallet::{OpenMember, Wallet, WalletEffect, WalletInput};
use exchange::{AccountTerms, Exchange, Input, Tag};
use std::mem::take;

/// The name of this venue.
pub(crate) const VENUE: &str = "simex";

/// The exchange while it is being set up.
pub(crate) struct Floor {
    pub(crate) exchange: Exchange,
    pub(crate) wallet: Wallet,
    pub(crate) futures: Futures,
    pub(crate) keeper: Keeper,
    /// What an earlier life left beside the engines.
    pub(crate) beside: Beside,
    pub(crate) now: Time,
}

impl Floor {
    /// A venue as it is when nothing ever happened, with nothing kept.
    pub(crate) fn fresh(config: &Config, now: Time) -> Result<Venue, StartError> {
        let mut floor = Self {
            exchange: Exchange::new(),
            wallet: Wallet::new(),
            futures: Futures::new(),
            keeper: Keeper::Memory,
            beside: Beside::default(),
            now,
        };
        floor.set_up(config)?;
        floor.venue(config, None).map(|(venue, _)| venue)
    }

    /// Makes everything ready; a venue that nobody has an account at yet is given a past, where one is wanted.
    pub(crate) fn set_up(&mut self, config: &Config) -> Result<(), StartError> {
        let retention = config.keep.retention;
        self.exchange = take(&mut self.exchange).keeping(retention);
        self.wallet = take(&mut self.wallet).keeping(retention);
        self.futures = take(&mut self.futures).keeping(retention);
        let fresh = self.exchange.accounts().next().is_none();
        let Some(past) = config.history.as_ref().filter(|_| fresh) else {
            return self.furnish(config);
        };
        let end = self.now;
        self.now = past.begin(end);
        self.furnish(config)?;
        history::write(self, config, (past, end))
    }

    /// Lists what is not listed yet and opens the accounts that are not open yet.
    pub(crate) fn furnish(&mut self, config: &Config) -> Result<(), StartError> {
        let tag = Tag::new(0);
        let venue = VenueId::new(VENUE).map_err(|_| StartError::BuiltIn(VENUE))?;
        let mut listings = Crowd::listings(venue);
        for spec in &config.symbols {
            listings.push(spec.listing()?);
        }
        for listing in listings {
            if self.exchange.listing(listing.instrument.symbol).is_none() {
                self.step(Input::AddInstrument { tag, listing })?;
            }
        }
        let fee = Rate::parse(FEE_TEXT).map_err(|_| StartError::BuiltIn(FEE_TEXT))?;
        for seed in &config.accounts {
            let known = self
                .exchange
                .accounts()
                .any(|terms| terms.account == seed.account);
            if !known {
                let account = AccountTerms::plain(seed.account, fee, fee);
                let balances = seed.balances.clone();
                self.step(Input::AddAccount {
                    tag,
                    account,
                    balances,
                })?;
            }
            self.enrol(seed.account)?;
        }
        let engines = (&self.futures, &self.exchange);
        let missing = furnish::missing(engines, &config.accounts, venue);
        for input in missing.map_err(|_| StartError::BuiltIn("a futures listing"))? {
            self.step_futures(input)?;
        }
        Ok(())
    }

    /// Gives an account its wallet.
    fn enrol(&mut self, account: AccountId) -> Result<(), StartError> {
        if self.wallet.find(account).is_some() {
            return Ok(());
        }
        let open = WalletInput::Open(OpenMember {
            tag: Tag::new(0),
            account,
            master: None,
            email: format!("account{account}@simex.invalid"),
            remark: String::new(),
        });
        let mut effects = Vec::new();
        self.wallet.step(self.now, open, &mut effects);
        let lines: Vec<String> = effects
            .iter()
            .filter_map(|effect| match effect {
                WalletEffect::Keep(fact) => Some(fact.to_string()),
                WalletEffect::Take(_)
                | WalletEffect::Give(_)
                | WalletEffect::SnapshotDue { .. }
                | WalletEffect::Granted { .. }
                | WalletEffect::Refused { .. } => None,
            })
            .collect();
        self.keeper.stage_lines(&lines)?;
        Ok(())
    }

    /// Opens an account on another's terms on spot, with nothing in it.
    pub(crate) fn open_like(
        &mut self,
        known: AccountId,
        account: AccountId,
    ) -> Result<(), StartError> {
        let terms = {
            let mut all = self.exchange.accounts();
            all.find(|terms| terms.account == known)
        };
        let terms = terms.ok_or(StartError::BuiltIn("no such account"))?;
        if let Some(known) = self.futures.config(known) {
            let (maker, taker) = (known.maker, known.taker);
            let terms = FuturesTerms {
                account,
                fee_tier: known.fee_tier,
                maker,
                taker,
            };
            let open = FuturesInput::AddAccount {
                tag: Tag::new(0),
                terms,
            };
            self.step_futures(open)?;
        }
        self.step(Input::AddAccount {
            tag: Tag::new(0),
            account: AccountTerms { account, ..terms },
            balances: Vec::new(),
        })
    }

    fn step_futures(&mut self, input: FuturesInput) -> Result<(), StartError> {
        let mut effects = Vec::new();
        self.futures.step(self.now, input, &mut effects);
        self.keeper.stage_lines(&keeper::futures::kept(&effects))?;
        Ok(())
    }

    fn step(&mut self, input: Input) -> Result<(), StartError> {
        let mut effects = Vec::new();
        self.exchange.step(self.now, input, &mut effects);
        self.keeper.stage(&effects)?;
        Ok(())
    }

    /// The venue, and what keeps its accounts.
    pub(crate) fn venue(
        self,
        config: &Config,
        only: Option<Symbol>,
    ) -> Result<(Venue, Keeper), StartError> {
        let crowd = match &config.market {
            Market::Still | Market::Replay { .. } => None,
            Market::Crowd { seed } => {
                let plan = CrowdPlan::of(*seed, config.temper);
                let first = config.symbols.iter().filter_map(SymbolSpec::first_price);
                let first: Vec<_> = first.collect();
                Some(CrowdDriver::new(plan, self.now, &self.exchange, &first))
            }
        };
        let futures_crowd = match &config.market {
            Market::Still | Market::Replay { .. } => None,
            Market::Crowd { seed } => {
                let plan = CrowdPlan::of(*seed, config.temper);
                Some(FuturesCrowd::new(plan, self.now))
            }
        };
        let mut keys = keys(config, self.now)?;
        keys.recall(self.beside.signing.values());
        let mut listen_keys = ListenKeys::default();
        listen_keys.recall(self.beside.listening.values());
        let mut venue = Venue::new(Start {
            keys,
            listen_keys,
            touched: self.beside.touched,
            limits: Limits::new(config.limits),
            crowd,
            only,
            now: self.now,
            seed: config.seed,
            latency: config.latency,
            keep: config.keep,
            spot: self.exchange,
            wallet: self.wallet,
            futures: self.futures,
            futures_crowd,
        });
        venue.live_by(match config.clock {
            Clock::Wall => ClockKind::Wall,
            Clock::Virtual { .. } => ClockKind::Virtual,
        });
        if let Some(scenario) = &config.scenario {
            let played = venue.play_scenario(scenario);
            played.map_err(|error| StartError::Scenario(error.to_string()))?;
        }
        Ok((venue, self.keeper))
    }
}

fn keys(config: &Config, now: Time) -> Result<Keys, StartError> {
    let mut keys = Keys::default();
    for seed in &config.accounts {
        keys.insert(&seed.key, &seed.secret, seed.account);
        for more in &seed.more_keys {
            let wrong = |reason: String| StartError::Key {
                key: more.key.clone(),
                reason,
            };
            let (secret, permissions) = more.read(now).map_err(wrong)?;
            let made = keys.create(&more.key, secret, (seed.account, permissions));
            made.map_err(|error| wrong(error.to_string()))?;
        }
    }
    Ok(keys)
}
