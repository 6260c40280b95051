//! A link to a simulated exchange of many symbols in virtual time, for the cases of market data. Never a socket.

use crate::clock::Clock;
use crate::health::HealthBoard;
use crate::inbox::Arrival;
use crate::product::Product;
use crate::venue_link::{LinkParts, VenueLink};
use domain::{AccountId, Asset, Candle, Instrument, Interval, Qty, Span, Symbol, Time, VenueId};
use gate::{Gate, GateConfig, GlobalLimits, ReferenceRules};
use protocols::binance_spot::{ask, read};
use protocols::{Answer, Call};
use simex::{AccountSeed, Config, Market, Offline, SymbolSpec};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Batch, CandleMark, KeptCandle, Location, Reader, Store, Writer};
use tokio::sync::mpsc;
use vault::{KeyName, Vault};
use wire::{AddressLimits, Client, ClientConfig, Hosts, Limits, Outcome};

const SELLER: &str = "bob";
const BUYER: &str = "carl";

/// The exchange, the way to it, and a store of what is kept.
pub(crate) struct Bench {
    exchange: Arc<Mutex<Offline>>,
    pub(crate) link: Arc<VenueLink>,
    pub(crate) clock: Arc<Clock>,
    pub(crate) instruments: Vec<Instrument>,
    arrivals: mpsc::Receiver<Arrival>,
    pub(crate) writer: Writer,
    pub(crate) reader: Reader,
    vault: Arc<Vault>,
    /// Whether the venue answers questions, and what it was asked when.
    pub(crate) asked: Arc<Mutex<Asked>>,
}

/// What was asked of the exchange.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) mute: bool,
    /// When, and what it weighs.
    pub(crate) calls: Vec<(Time, u32)>,
}

pub(crate) fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn spec(number: usize) -> SymbolSpec {
    let letter = char::from(b'A' + u8::try_from(number).unwrap());
    let base = Asset::new(&format!("COIN{letter}")).unwrap();
    SymbolSpec {
        symbol: format!("COIN{letter}USDT"),
        base,
        quote: Asset::new("USDT").unwrap(),
        tick_size: "0.01".parse().unwrap(),
        step_size: "0.001".parse().unwrap(),
        max_price: "100000".parse().unwrap(),
        max_qty: "100000".parse().unwrap(),
        min_notional: "1".parse().unwrap(),
        max_notional: "1000000".parse().unwrap(),
        price: None,
        max_position: None,
    }
}

fn exchange(now: Time, specs: &[SymbolSpec]) -> Offline {
    let plenty = Qty::parse("10000000").unwrap();
    let mut balances: Vec<(Asset, Qty)> = specs.iter().map(|spec| (spec.base, plenty)).collect();
    balances.push((Asset::new("USDT").unwrap(), plenty));
    let seed = |number, key: &str| AccountSeed {
        account: AccountId::new(number),
        key: key.to_owned(),
        secret: format!("{key}-secret"),
        balances: balances.clone(),
        futures: Vec::new(),
        more_keys: Vec::new(),
    };
    let config = Config {
        market: Market::Still,
        accounts: vec![seed(1, SELLER), seed(2, BUYER)],
        symbols: specs.to_vec(),
        ..Config::default()
    };
    Offline::new(&config, now).unwrap()
}

fn answer(exchange: &Offline, (status, body): (u16, String)) -> Answer {
    Answer {
        status,
        retry_after: None,
        used_weight: None,
        received: exchange.now(),
        body: body.into_bytes(),
    }
}

#[expect(clippy::disallowed_methods, reason = "a test wires a house of its own")]
fn gate(asset: Asset) -> Gate {
    let amount = domain::Amount::parse("1").unwrap();
    Gate::new(GateConfig {
        accounts: Vec::new(),
        instruments: Vec::new(),
        value_asset: asset,
        limits: GlobalLimits {
            order_value_max: amount,
            position_value_max: amount,
            open_positions_max: 1,
            open_orders_max: 1,
            open_orders_per_account_max: 1,
            open_orders_per_symbol_max: 1,
            price_collar: domain::Rate::parse("0.5").unwrap(),
        },
        limits_by_scope: BTreeMap::new(),
        reference: ReferenceRules {
            quote_age_max: Span::from_secs(60),
            market_slippage: domain::Rate::parse("0.05").unwrap(),
        },
        live_consents: Vec::new(),
    })
}

fn client(vault: &Arc<Vault>, asset: Asset) -> Arc<Client> {
    let client = Client::new(ClientConfig {
        hosts: Hosts::simulated("http://127.0.0.1:9").unwrap(),
        vault: Arc::clone(vault),
        key: Some(KeyName::new(BUYER).unwrap()),
        halts: gate(asset).halt_watch(),
        limits: Limits::default(),
        address: AddressLimits::new(protocols::binance_spot::facts::MANNERS),
    });
    Arc::new(client.unwrap())
}

impl Bench {
    /// An exchange of so many symbols that begins at a whole day, some days ago, with nothing traded.
    pub(crate) async fn new(symbols: usize) -> Self {
        let clock = Arc::new(Clock::default());
        let day = Interval::D1.span();
        let now = clock.now().floor_to(day).plus(day.times(10));
        clock.move_to(now);
        let specs: Vec<SymbolSpec> = (0..symbols).map(spec).collect();
        let mut exchange = exchange(now, &specs);
        let (told, _) = exchange.request("GET", "/api/v3/exchangeInfo", "", None);
        let listing = answer(&exchange, told.unwrap());
        let venue = VenueId::new("simex").unwrap();
        let listed = read::instruments(&listing, venue).unwrap().instruments;
        let wanted = |one: &Instrument| {
            let name = one.venue_symbol.as_str();
            specs.iter().any(|spec| spec.symbol == name)
        };
        let instruments: Vec<Instrument> = listed.into_iter().filter(wanted).collect();
        assert_eq!(instruments.len(), symbols);
        let mut vault = Vault::new();
        for who in [SELLER, BUYER] {
            let name = KeyName::new(who).unwrap();
            let secret = format!("{who}-secret").into();
            vault.insert(name, who.to_owned(), secret).unwrap();
        }
        let vault = Arc::new(vault);
        let (arrivals_in, arrivals) = mpsc::channel(200_000);
        let link = VenueLink::new(LinkParts {
            client: client(&vault, Asset::new("USDT").unwrap()),
            venue,
            account: AccountId::new(1),
            product: Product::Spot,
            role: crate::LinkRole::Home,
            instruments: instruments.clone().into(),
            arrivals: arrivals_in,
            clock: Arc::clone(&clock),
            health: HealthBoard::default(),
            key: KeyName::new(SELLER).unwrap(),
            order_entry: crate::venues::OrderEntry::Rest,
        });
        let exchange = Arc::new(Mutex::new(exchange));
        let asked = Arc::new(Mutex::new(Asked::default()));
        let (behind, noted) = (Arc::clone(&exchange), Arc::clone(&asked));
        link.send_by(move |call| carry(&call, &behind, &noted));
        let (writer, reader) = Store::open(Location::Memory).await.unwrap();
        Self {
            exchange,
            link,
            clock,
            instruments,
            arrivals,
            writer,
            reader,
            vault,
            asked,
        }
    }

    pub(crate) fn now(&self) -> Time {
        locked(&self.exchange).now()
    }

    pub(crate) fn advance(&self, by: Span) {
        let mut exchange = locked(&self.exchange);
        exchange.advance(by);
        self.clock.move_to(exchange.now());
    }

    /// Two trades in each of so many minutes in each symbol, but in none of the `quiet` minutes.
    pub(crate) fn trade(&self, minutes: i64, quiet: &[i64]) {
        for minute in 0..minutes {
            if !quiet.contains(&minute) {
                for (number, instrument) in self.instruments.iter().enumerate() {
                    let price = 100 + (minute * 7 + i64::try_from(number).unwrap()) % 11;
                    self.meet(instrument, price);
                    self.meet(instrument, price + 1);
                }
            }
            self.advance(Span::from_secs(60));
        }
    }

    fn meet(&self, instrument: &Instrument, price: i64) {
        let name = instrument.venue_symbol.as_str();
        for (who, side) in [(SELLER, "SELL"), (BUYER, "BUY")] {
            let mut exchange = locked(&self.exchange);
            let now = exchange.now().millis();
            let words = format!(
                "symbol={name}&side={side}&type=LIMIT&timeInForce=GTC&quantity=0.5&price={price}&recvWindow=5000&timestamp={now}"
            );
            let signature = self
                .vault
                .sign(KeyName::new(who).unwrap(), words.as_bytes());
            let sealed = Call::sealed(&words, signature.unwrap().as_str());
            let target = format!("/api/v3/order?{sealed}");
            let (told, _) = exchange.request("POST", &target, "", Some(who));
            let (status, body) = told.unwrap();
            assert_eq!(status, 200, "{body}");
        }
    }

    /// The exchange's own candles from an instant on, as far as they are over.
    pub(crate) async fn venues(
        &self,
        symbol: Symbol,
        interval: Interval,
        from: Time,
    ) -> Vec<Candle> {
        let call = ask::candles(self.link.instrument(symbol).unwrap(), interval, from);
        let answer = self.link.read_call(call).await.unwrap();
        let now = self.now();
        let mut page = read::candles(&answer, symbol, interval).unwrap();
        page.retain(|one| one.open_time.plus(interval.span()) <= now && one.trade_count > 0);
        page
    }

    /// Writes what the desk would have kept: the exchange's candles, as folded from every trade.
    pub(crate) async fn keep_all(&mut self, from: Time) {
        let mut batch = Batch::new(self.now());
        for instrument in self.instruments.clone() {
            for interval in Interval::ALL.into_iter().skip(1) {
                let page = self.venues(instrument.symbol, interval, from).await;
                batch
                    .candles
                    .extend(page.into_iter().map(|candle| KeptCandle {
                        candle,
                        mark: CandleMark::Whole,
                    }));
            }
        }
        self.writer.commit(&batch).await.unwrap();
    }

    /// Writes whatever waits.
    pub(crate) async fn write(&mut self) {
        let mut batch = Batch::new(self.now());
        while let Ok(arrival) = self.arrivals.try_recv() {
            match arrival {
                Arrival::Candle(candle) => batch.candles.push(candle),
                Arrival::Market(market) => {
                    batch.candles.extend(market.0);
                    batch.market.append(market.1);
                }
                Arrival::Trading(_)
                | Arrival::Raw(_)
                | Arrival::Message(_)
                | Arrival::History(_) => {}
            }
        }
        self.writer.commit(&batch).await.unwrap();
    }
}

fn carry(call: &Call, exchange: &Mutex<Offline>, asked: &Mutex<Asked>) -> Outcome {
    let mut exchange = locked(exchange);
    let now = exchange.now();
    let mut asked = locked(asked);
    asked.calls.push((now, call.weight()));
    if asked.mute {
        return Outcome::Unknown(wire::Lost::Timeout);
    }
    let target = format!("{}?{}", call.path(), call.payload(now, call.life()));
    let (told, _) = exchange.request("GET", &target, "", None);
    Outcome::Answer(answer(&exchange, told.unwrap()))
}
