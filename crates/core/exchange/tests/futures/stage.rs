//! A stage for cases: two perpetuals, three accounts, a house; every step is followed by the count of all money.

use domain::{
    AccountId, Amount, Asset, ClientOrderId, ContractKind, Instrument, InstrumentRules, Machine,
    Price, Qty, Rate, SelfTradePrevention, Side, Span, Symbol, Text, Time, VenueId,
};
use exchange::futures::{
    AlgoKind, Bracket, FundingTerms, Futures, FuturesEffect, FuturesInput, FuturesLife,
    FuturesLimits, FuturesListing, FuturesRefusal, FuturesTerms, MarginAsset, MarginUse, MarketLot,
    OrderPrice, PlaceAlgo, PlaceOrder, PositionSide, PositionView, PriceBands, Protect, Reduce,
    Transfer, Working,
};
use exchange::{ExchangeOrderId, HouseLevel, Refill, SetLevels, Tag, Take};

pub(crate) const TAG: Tag = Tag::new(7);

pub(crate) fn price(text: &str) -> Price {
    Price::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

pub(crate) fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

pub(crate) fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

pub(crate) fn rate(text: &str) -> Rate {
    Rate::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

pub(crate) fn asset(text: &str) -> Asset {
    Asset::new(text).unwrap()
}

pub(crate) fn who(number: u64) -> AccountId {
    AccountId::new(number)
}

pub(crate) fn name(text: &str) -> ClientOrderId {
    ClientOrderId::new(text).unwrap()
}

pub(crate) fn btc() -> Symbol {
    Symbol::new("BTC/USDT:USDT").unwrap()
}

pub(crate) fn eth() -> Symbol {
    Symbol::new("ETH/USDT:USDT").unwrap()
}

/// Brackets as one line each: floor, cap, leverage, maintenance rate.
pub(crate) fn brackets(lines: &[(&str, &str, u32, &str)]) -> Vec<Bracket> {
    let one = |(floor, cap, leverage, maintenance): &(&str, &str, u32, &str)| Bracket {
        floor: amount(floor),
        cap: amount(cap),
        leverage: *leverage,
        maintenance: rate(maintenance),
        cum: Amount::ZERO,
    };
    lines.iter().map(one).collect()
}

pub(crate) fn listing(symbol: Symbol, base: &str, places: (&str, &str)) -> FuturesListing {
    let (tick, step) = places;
    FuturesListing {
        instrument: Instrument {
            venue: VenueId::new("simex").unwrap(),
            symbol,
            venue_symbol: Text::new(&format!("{base}USDT")).unwrap(),
            base: asset(base),
            quote: asset("USDT"),
            kind: ContractKind::Linear {
                size: qty("1"),
                settle: asset("USDT"),
            },
            rules: InstrumentRules {
                price_tick: price(tick),
                price_min: price("50"),
                price_max: price("500000"),
                qty_step: qty(step),
                qty_min: qty(step),
                qty_max: qty("1000"),
                market_qty_max: qty("1000"),
                notional_min: amount("20"),
                notional_max: amount("1000000000"),
            },
        },
        market_lot: MarketLot {
            min: qty(step),
            max: qty("120"),
            step: qty(step),
        },
        limits: FuturesLimits {
            open_max: 6,
            algo_max: 5,
        },
        bands: PriceBands {
            multiplier_up: amount("1.05"),
            multiplier_down: amount("0.95"),
            market_take_bound: rate("0.05"),
            trigger_protect: rate("0.02"),
        },
        brackets: brackets(&[
            ("0", "50000", 125, "0.004"),
            ("50000", "250000", 100, "0.005"),
            ("250000", "1000000", 50, "0.01"),
            ("1000000", "10000000", 20, "0.025"),
            ("10000000", "20000000", 10, "0.05"),
        ]),
        funding: FundingTerms {
            interval: Span::from_secs(8 * 3_600),
            cap: rate("0.02"),
            floor: rate("-0.02"),
            interest: rate("0.0001"),
            impact_notional: amount("1000"),
        },
        liquidation_fee: rate("0.0125"),
        onboarded: Time::from_millis(0),
    }
}

pub(crate) fn margin_asset(name: &str, buffer: &str) -> MarginAsset {
    MarginAsset {
        asset: asset(name),
        bid_buffer: rate(buffer),
        ask_buffer: rate(buffer),
        exchange_bid_buffer: rate(buffer),
        exchange_ask_buffer: rate(buffer),
        margin: MarginUse::Counts,
        auto_exchange: amount("-100"),
    }
}

/// The exchange with a clock of its own.
pub(crate) struct Stage {
    pub(crate) futures: Futures,
    pub(crate) now: Time,
    /// What the last step said.
    pub(crate) said: Vec<FuturesEffect>,
}

/// The instant every stage begins at: a second past a whole hour that no funding is due at.
pub(crate) const START: Time = Time::from_millis(1_800_003_601_000);

/// BTC at 50,000 and ETH at 2,000; accounts 1, 2, 3 with 10,000 USDT; maker 0.02 %, taker 0.05 %.
pub(crate) fn stage() -> Stage {
    let mut stage = Stage {
        futures: Futures::new(),
        now: START,
        said: Vec::new(),
    };
    for (name, index, buffer) in [
        ("USDT", "1", "0"),
        ("BNB", "500", "0.05"),
        ("BTC", "50000", "0.05"),
    ] {
        stage.done(FuturesInput::ListAsset {
            tag: TAG,
            asset: margin_asset(name, buffer),
            index: price(index),
        });
    }
    for (symbol, base, places, index) in [
        (btc(), "BTC", ("0.1", "0.001"), "50000"),
        (eth(), "ETH", ("0.01", "0.001"), "2000"),
    ] {
        stage.done(FuturesInput::ListSymbol {
            tag: TAG,
            listing: Box::new(listing(symbol, base, places)),
            index: price(index),
        });
    }
    for number in 1..=3 {
        stage.open(number);
        stage.fund(number, "USDT", "10000");
    }
    stage
}

impl Stage {
    pub(crate) fn step(&mut self, input: FuturesInput) -> &[FuturesEffect] {
        self.said.clear();
        self.futures.step(self.now, input.clone(), &mut self.said);
        self.count(&format!("{input:?}"));
        &self.said
    }

    /// `deposited = wallets + fees + funding + insurance + house` for every asset, and the house's cash is nobody else's.
    pub(crate) fn count(&self, after: &str) {
        for ledger in self.futures.ledger() {
            let parts = [
                ledger.wallets,
                ledger.fees,
                ledger.funding,
                ledger.insurance,
                ledger.house,
            ];
            let sum = parts
                .iter()
                .fold(Amount::ZERO, |sum, part| sum.plus(*part).unwrap());
            assert_eq!(sum, ledger.deposited, "after {after}: {ledger:?}");
        }
    }

    /// A step that must not be refused.
    pub(crate) fn done(&mut self, input: FuturesInput) {
        let text = format!("{input:?}");
        self.step(input);
        assert_eq!(self.refusal(), None, "{text}");
    }

    /// Why the last step was refused.
    pub(crate) fn refusal(&self) -> Option<FuturesRefusal> {
        self.said.iter().find_map(|effect| {
            let FuturesEffect::Refused { reason, .. } = effect else {
                return None;
            };
            Some(*reason)
        })
    }

    /// Why an input is refused.
    pub(crate) fn refused(&mut self, input: FuturesInput) -> FuturesRefusal {
        let text = format!("{input:?}");
        self.step(input);
        self.refusal().unwrap_or_else(|| panic!("let in: {text}"))
    }

    pub(crate) fn open(&mut self, number: u64) {
        self.done(FuturesInput::AddAccount {
            tag: TAG,
            terms: FuturesTerms {
                account: who(number),
                fee_tier: 0,
                maker: rate("0.0002"),
                taker: rate("0.0005"),
            },
        });
    }

    pub(crate) fn fund(&mut self, number: u64, name: &str, much: &str) {
        self.done(FuturesInput::Transfer(Transfer {
            tag: TAG,
            account: who(number),
            asset: asset(name),
            amount: amount(much),
        }));
    }

    /// House levels of a contract as `bid qty@price` or `ask qty@price`.
    pub(crate) fn house_at(&mut self, symbol: Symbol, levels: &[&str]) {
        let read = |text: &&str| {
            let (side, rest) = text.split_once(' ').unwrap();
            let (lots, at) = rest.split_once('@').unwrap();
            HouseLevel {
                side: if side == "bid" { Side::Buy } else { Side::Sell },
                price: price(at),
                qty: qty(lots),
            }
        };
        self.done(FuturesInput::SetLevels(SetLevels {
            tag: TAG,
            symbol,
            refill: Refill::Named,
            levels: levels.iter().map(read).collect(),
        }));
    }

    pub(crate) fn house(&mut self, levels: &[&str]) {
        self.house_at(btc(), levels);
    }

    /// Anonymous takers.
    pub(crate) fn take(&mut self, side: Side, much: &str) {
        self.done(FuturesInput::Take(Take {
            tag: TAG,
            symbol: btc(),
            side,
            qty: qty(much),
            limit: None,
        }));
    }

    /// Moves the index and lets whole seconds pass.
    pub(crate) fn index(&mut self, symbol: Symbol, to: &str) {
        self.done(FuturesInput::SetIndex {
            tag: TAG,
            symbol,
            price: price(to),
        });
    }

    pub(crate) fn pass(&mut self, seconds: i64) {
        self.now = self.now.plus(Span::from_secs(seconds));
        self.step(FuturesInput::Wake);
    }

    /// The mark price follows the index when book and last price do.
    pub(crate) fn market_at(&mut self, to: &str) {
        let level = |side, by: i128| HouseLevel {
            side,
            price: Price::from_parts(
                price(to).parts().0 * 10_i128.pow(1 - price(to).parts().1) + by,
                1,
            )
            .unwrap(),
            qty: qty("5"),
        };
        let book = self.futures.book(btc(), 100).unwrap();
        let gone = |side: Side, levels: &[(Price, Qty)]| -> Vec<HouseLevel> {
            let gone = levels.iter().map(|(price, _)| HouseLevel {
                side,
                price: *price,
                qty: Qty::ZERO,
            });
            gone.collect()
        };
        let mut levels = gone(Side::Buy, &book.bids);
        levels.extend(gone(Side::Sell, &book.asks));
        levels.extend([level(Side::Buy, -1), level(Side::Sell, 1)]);
        self.done(FuturesInput::SetLevels(SetLevels {
            tag: TAG,
            symbol: btc(),
            refill: Refill::Named,
            levels,
        }));
        self.index(btc(), to);
    }

    pub(crate) fn position(&self, number: u64) -> PositionView {
        let all = self.futures.positions(who(number), Some(btc()));
        *all.first().unwrap()
    }

    /// What account holds of USDT.
    pub(crate) fn wallet(&self, number: u64) -> String {
        self.futures.wallets(who(number))[0].wallet.to_string()
    }

    pub(crate) fn available(&self, number: u64) -> String {
        self.futures.wallets(who(number))[0].available.to_string()
    }

    /// The number of the order the last step let in.
    pub(crate) fn order_id(&self) -> ExchangeOrderId {
        let found = self.said.iter().find_map(|effect| {
            let FuturesEffect::Accepted { order, .. } = effect else {
                return None;
            };
            Some(*order)
        });
        found.unwrap_or_else(|| panic!("no order: {:?}", self.said))
    }
}

/// An order of account 1 in BTC: `buy 1 @50000`, `sell 0.5 market`, with `ioc`, `fok`, `gtx`, `reduce`, `long`, `short`,
/// `as NAME`, `of 2`, `eth`.
pub(crate) fn order(text: &str) -> PlaceOrder {
    let mut words = text.split_whitespace();
    let side = match words.next().unwrap() {
        "buy" => Side::Buy,
        "sell" => Side::Sell,
        other => panic!("{other}"),
    };
    let mut place = PlaceOrder {
        tag: TAG,
        account: who(1),
        client_id: None,
        symbol: btc(),
        side,
        position_side: PositionSide::Both,
        price: OrderPrice::Market,
        qty: qty(words.next().unwrap()),
        reduce: Reduce::Free,
        self_trade: SelfTradePrevention::ExpireMaker,
    };
    let (mut at, mut life) = (None, FuturesLife::Gtc);
    while let Some(word) = words.next() {
        match word {
            "market" => {}
            "ioc" => life = FuturesLife::Ioc,
            "fok" => life = FuturesLife::Fok,
            "gtx" => life = FuturesLife::Gtx,
            "reduce" => place.reduce = Reduce::Only,
            "long" => place.position_side = PositionSide::Long,
            "short" => place.position_side = PositionSide::Short,
            "eth" => place.symbol = eth(),
            "as" => place.client_id = Some(name(words.next().unwrap())),
            "of" => place.account = who(words.next().unwrap().parse().unwrap()),
            limit => at = Some(price(limit.strip_prefix('@').unwrap())),
        }
    }
    if let Some(price) = at {
        place.price = OrderPrice::Limit { price, life };
    }
    place
}

pub(crate) fn place(text: &str) -> FuturesInput {
    FuturesInput::Place(order(text))
}

/// A conditional order of account 1 in BTC.
pub(crate) fn algo(side: Side, kind: AlgoKind, much: Option<&str>) -> PlaceAlgo {
    PlaceAlgo {
        tag: TAG,
        account: who(1),
        client_id: None,
        symbol: btc(),
        side,
        position_side: PositionSide::Both,
        kind,
        qty: much.map(qty),
        life: FuturesLife::Gtc,
        working: Working::Contract,
        protect: Protect::Off,
        reduce: Reduce::Free,
        self_trade: SelfTradePrevention::ExpireMaker,
        good_till: None,
    }
}
