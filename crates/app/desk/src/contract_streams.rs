//! Reads the venue's streams of perpetual contracts: books, trades and marks go to the market feed and the gate, the account's
//! own events become arrivals. The private stream is opened by a key that is kept alive and asked for anew. Never decides.

use crate::clock::Clock;
use crate::contract_facts;
use crate::contract_market::{ContractMarket, LiquidationFact};
use crate::market_feed::{MarketFeed, MarketInput};
use crate::messages::Message;
use crate::portfolio::Grade;
use crate::streams::{SHOW_EVERY, grant, nap, show};
use crate::venue_link::{VenueLink, algo_reported, close, contract_reported};
use domain::{Balance, Candle, Instrument, Interval, Price, Qty, Span, Symbol, Time};
use gate::{BalanceCoverage, BalanceReport, MarkPrice};
use market::{BookDiff, DiffIds, Level, Trade};
use protocols::binance_usdm::feed::{
    self, AccountFact, AccountFrame, BalanceMove, MarketFact, MarketFrame, UpdateReason,
};
use protocols::binance_usdm::{ListenKey, Mark, ask, facts, read};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use trading::{CalledPosition, ContractInput, Input, MarginCall};
use wire::{StreamEvent, StreamHandle};

/// Frames that may wait to be read.
const FRAMES_MAX: usize = 4_096;
/// Wait before a listen key is asked for again.
const KEY_PAUSE: Duration = Duration::from_secs(1);
/// How soon wallets, settings and positions are asked for after something moved them, and how often although nothing did.
const LOOK_SOON: Duration = Duration::from_secs(1);
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Opens the public streams, reads them and asks for open interest, until the task is dropped.
pub(crate) async fn market(link: Arc<VenueLink>, feed: MarketFeed, instruments: Arc<[Instrument]>) {
    let contracts = feed.contracts();
    let held = contract_facts::open_interest(&link, &contracts, &instruments);
    let read = streams(Arc::clone(&link), feed, Arc::clone(&instruments));
    tokio::join!(held, read);
}

async fn streams(link: Arc<VenueLink>, mut feed: MarketFeed, instruments: Arc<[Instrument]>) {
    let contracts = feed.contracts();
    let (frames_in, mut frames) = mpsc::channel(FRAMES_MAX);
    let (trades_in, mut trades) = mpsc::channel(FRAMES_MAX);
    let (answers_in, mut answers) = mpsc::channel(instruments.len().saturating_mul(2).max(1));
    let Ok(path) = ask::market_streams(&instruments, Interval::M1) else {
        return;
    };
    let books = link
        .client
        .market_stream(&ask::public_streams(&instruments), frames_in);
    let marks = link.client.market_stream(&path, trades_in);
    let clock = Clock::default();
    let mut wishes = Vec::new();
    let mut shown = clock.now();
    loop {
        let sleep = nap(clock.now(), feed.wake_at());
        let input = tokio::select! {
            Some(event) = frames.recv() => book_input(&link, &books, event),
            Some(event) = trades.recv() => trade_input((&link, &contracts), &marks, event).await,
            Some(answer) = answers.recv() => Some(answer),
            () = tokio::time::sleep(sleep) => Some(MarketInput::Wake),
        };
        let now = clock.now();
        if let Some(input) = input {
            feed.step(now, input, &mut wishes);
        }
        for wish in wishes.drain(..) {
            grant(&link, wish, &answers_in).await;
        }
        if now >= shown.plus(SHOW_EVERY) {
            shown = now;
            for state in feed.states() {
                show(&link, &state);
            }
            link.health.say_gaps(link.parts_name(), feed.gaps());
        }
    }
}

fn book_input(link: &VenueLink, stream: &StreamHandle, event: StreamEvent) -> Option<MarketInput> {
    match event {
        StreamEvent::Opened { .. } => Some(MarketInput::Opened),
        // The old connection was read until the new one spoke: nothing begins anew.
        StreamEvent::Renewed { .. } => None,
        StreamEvent::Cut { .. } => Some(MarketInput::Cut),
        StreamEvent::Frame { bytes, .. } => match read_market(stream, &bytes)? {
            MarketFact::Depth {
                symbol,
                first_update,
                last_update,
                previous_update,
                bids,
                asks,
                at,
            } => {
                let ids = DiffIds::Chained {
                    previous: previous_update,
                    first: first_update,
                    last: last_update,
                };
                let (bids, asks) = (levels(bids), levels(asks));
                let diff = BookDiff {
                    ids,
                    at,
                    bids,
                    asks,
                };
                Some(MarketInput::Depth(link.symbol(symbol)?, diff))
            }
            MarketFact::Trade { .. }
            | MarketFact::Trades { .. }
            | MarketFact::Quote { .. }
            | MarketFact::Mark(_)
            | MarketFact::Candle(_)
            | MarketFact::Liquidation { .. } => None,
        },
    }
}

async fn trade_input(
    (link, contracts): (&VenueLink, &ContractMarket),
    stream: &StreamHandle,
    event: StreamEvent,
) -> Option<MarketInput> {
    let StreamEvent::Frame {
        bytes, received, ..
    } = event
    else {
        return None;
    };
    match read_market(stream, &bytes)? {
        MarketFact::Trades {
            symbol,
            aggregate,
            price,
            qty,
            taker,
            at,
            ..
        } => {
            let trade = Trade {
                id: aggregate,
                price,
                qty,
                at,
                taker,
            };
            Some(MarketInput::Trade(link.symbol(symbol)?, trade))
        }
        MarketFact::Mark(mark) => {
            contract_facts::mark(link, contracts, (&mark, received));
            tell_mark(link, &mark, received).await;
            None
        }
        MarketFact::Liquidation {
            symbol,
            side,
            qty,
            average,
            at,
        } => {
            let told = LiquidationFact {
                side,
                qty,
                average,
                at,
                received,
            };
            contracts.liquidation(link.symbol(symbol)?, told);
            None
        }
        MarketFact::Depth { .. }
        | MarketFact::Trade { .. }
        | MarketFact::Quote { .. }
        | MarketFact::Candle(_) => None,
    }
}

fn read_market(stream: &StreamHandle, bytes: &[u8]) -> Option<MarketFact> {
    match feed::market(bytes) {
        Ok(MarketFrame::Fact(fact)) => Some(fact),
        Ok(MarketFrame::Unused) => None,
        Err(error) => {
            tracing::warn!(reason = %error, "a market frame of contracts cannot be read; the stream starts over");
            stream.reconnect();
            None
        }
    }
}

async fn tell_mark(link: &VenueLink, mark: &Mark, received: Time) {
    let Some(symbol) = link.symbol(mark.symbol) else {
        return;
    };
    let price = mark.mark;
    let told = ContractInput::Mark {
        venue: link.venue,
        symbol,
        mark: MarkPrice { price, received },
    };
    link.bring(Input::Contract(told)).await;
}

fn levels(side: Vec<(Price, Qty)>) -> Vec<Level> {
    side.into_iter()
        .map(|(price, qty)| Level { price, qty })
        .collect()
}

/// The levels of a contract's book.
pub(crate) async fn depth(link: &VenueLink, symbol: Symbol) -> Option<market::BookSnapshot> {
    let call = ask::depth(link.instrument(symbol)?);
    let snapshot = read::depth(&link.read_call(call).await?).ok()?;
    Some(market::BookSnapshot {
        last: snapshot.last_update,
        bids: levels(snapshot.bids),
        asks: levels(snapshot.asks),
    })
}

/// The venue's own candles of a contract from an instant on.
pub(crate) async fn candles(
    link: &VenueLink,
    (symbol, interval): (Symbol, Interval),
    from: Time,
) -> Option<Vec<Candle>> {
    let instrument = link.instrument(symbol)?;
    let call = ask::candles(instrument, interval, from).ok()?;
    let read = read::candles(&link.read_call(call).await?, instrument, interval);
    read.inspect_err(|trouble| {
        tracing::warn!(symbol = %symbol, interval = %interval, reason = %trouble, "candles of a contract could not be read");
    })
    .ok()
}

/// Opens the private stream and reads it until the task is dropped; whenever it breaks, its key is asked for again.
pub(crate) async fn account(link: Arc<VenueLink>) {
    loop {
        match listen_key(&link).await {
            Some(key) => listen(&link, &key).await,
            None => {
                let words = "no key for the private stream of contracts could be had";
                link.health.trouble(link.stream_name(), words);
            }
        }
        tokio::time::sleep(KEY_PAUSE).await;
    }
}

async fn listen_key(link: &VenueLink) -> Option<ListenKey> {
    let answer = link.read_call(ask::open_listen_key()).await?;
    read::listen_key(&answer)
        .inspect_err(|trouble| {
            tracing::warn!(reason = %trouble, "the venue gives no listen key");
        })
        .ok()
}

/// One life of the private stream; over when it breaks or its key has ended.
async fn listen(link: &Arc<VenueLink>, key: &ListenKey) {
    let (frames_in, mut frames) = mpsc::channel(FRAMES_MAX);
    let _stream = link
        .client
        .private_stream(&ask::private_stream(key), frames_in);
    let mut keep = ticks(facts::LISTEN_KEY_KEEP_EVERY);
    let mut look = Instant::now();
    let mut is_open = false;
    keep.tick().await;
    loop {
        let event = tokio::select! {
            event = frames.recv() => event,
            _ = keep.tick() => {
                if kept_alive(link).await {
                    continue;
                }
                return;
            }
            () = tokio::time::sleep_until(look) => {
                link.fetch_balances().await;
                // A quiet account says nothing; that its connection stands is seen to by the supervisor's own bound.
                if is_open {
                    link.health.alive(link.stream_name(), Clock::default().now());
                }
                look = Instant::now() + LOOK_EVERY;
                continue;
            }
        };
        match event {
            None => return,
            Some(StreamEvent::Renewed { .. }) => {}
            Some(StreamEvent::Opened { at, .. }) => {
                is_open = true;
                // What was told while nobody listened is not known.
                link.settings_moved();
                link.health.alive(link.stream_name(), at);
                link.fetch_balances().await;
                let account = link.account;
                link.bring(Input::ReportsMissed { account }).await;
            }
            Some(StreamEvent::Cut { reason, .. }) => {
                return link.health.trouble(link.stream_name(), &reason.to_string());
            }
            Some(StreamEvent::Frame {
                bytes, received, ..
            }) => match frame(link, received, &bytes).await {
                Stream::Over => return,
                Stream::Moved => look = look.min(Instant::now() + LOOK_SOON),
                Stream::GoesOn => {}
            },
        }
    }
}

fn ticks(every: Span) -> tokio::time::Interval {
    let millis = u64::try_from(every.millis()).unwrap_or(u64::MAX);
    tokio::time::interval(Duration::from_millis(millis))
}

/// Whether the key lives on.
async fn kept_alive(link: &VenueLink) -> bool {
    match link.read_call(ask::keep_listen_key()).await {
        // No answer is no end: the key lives for as long again as it is kept in.
        None => true,
        Some(answer) => read::listen_key(&answer).is_ok(),
    }
}

/// Whether a private stream goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    GoesOn,
    /// It goes on, and what is set or held is another: the venue is asked soon.
    Moved,
    Over,
}

/// Takes a frame of the private stream.
pub(crate) async fn frame(link: &Arc<VenueLink>, received: Time, bytes: &[u8]) -> Stream {
    let fact = match feed::account(bytes) {
        Ok(AccountFrame::Unused) => return Stream::GoesOn,
        Ok(AccountFrame::Fact(fact)) => fact,
        Err(error) => {
            tracing::warn!(reason = %error, "a private frame of contracts cannot be read; it is kept and the stream starts over");
            let raw = link.raw_bytes(link.stream_name(), received, bytes);
            link.bring_raw(raw).await;
            return Stream::Over;
        }
    };
    link.health.alive(link.stream_name(), received);
    let raw = link.raw_bytes(link.stream_name(), received, bytes);
    link.bring_raw(raw).await;
    let about = match &fact {
        AccountFact::Order { order, .. } => Some((order.client_id, order.at)),
        AccountFact::Algo(algo) => Some((algo.client_id, algo.at)),
        AccountFact::Lite(_)
        | AccountFact::AlgoRefused { .. }
        | AccountFact::Account { .. }
        | AccountFact::MarginCall { .. }
        | AccountFact::Leverage { .. }
        | AccountFact::Assets(_)
        | AccountFact::Ended => None,
    };
    if let Some((client_id, at)) = about {
        let message = Message::report(client_id, (at, received), bytes);
        link.bring_message(message).await;
    }
    take(link, fact).await
}

async fn take(link: &Arc<VenueLink>, fact: AccountFact) -> Stream {
    match fact {
        AccountFact::Order { order, fill } => {
            if let Some(close) = link
                .symbol(order.symbol)
                .and_then(|symbol| close(symbol, &order))
            {
                let account = link.account;
                link.bring(Input::Contract(ContractInput::Closed { account, close }))
                    .await;
            }
            if let Some(report) = contract_reported(link, &order, fill.as_ref()) {
                link.tell_qty_by(&report, order.qty).await;
                link.bring(Input::Venue(report)).await;
            }
        }
        AccountFact::Algo(algo) => {
            if let Some(report) = algo_reported(link, &algo) {
                link.bring(Input::Venue(report)).await;
            }
        }
        // What follows says the same with its fee, or with its number.
        AccountFact::Lite(_) | AccountFact::AlgoRefused { .. } => {}
        AccountFact::Account {
            balances,
            positions,
            reason,
            at,
        } => {
            link.bring(Input::Balances(wallets(link, &balances, at)))
                .await;
            if reason != UpdateReason::Order {
                let account = link.account;
                link.bring(Input::Contract(ContractInput::MoneyMoved { account }))
                    .await;
            }
            if !positions.is_empty() {
                return Stream::Moved;
            }
        }
        AccountFact::MarginCall { positions, at, .. } => {
            let call = called(link, &positions, at);
            link.bring(Input::Contract(ContractInput::Called(call)))
                .await;
            let called: Vec<String> = positions.iter().map(|p| p.symbol.to_string()).collect();
            let words = format!("margin runs out for {}", called.join(", "));
            tracing::error!(venue.symbols = %called.join(", "), "the venue calls for margin");
            link.health
                .say(link.stream_name(), Grade::Degraded, words, None);
            return Stream::Moved;
        }
        AccountFact::Leverage { .. } | AccountFact::Assets(_) => {
            link.settings_moved();
            return Stream::Moved;
        }
        AccountFact::Ended => return Stream::Over,
    }
    Stream::GoesOn
}

fn called(link: &VenueLink, positions: &[feed::CalledPosition], at: Time) -> MarginCall {
    let positions = positions.iter().filter_map(|called| {
        Some(CalledPosition {
            symbol: link.symbol(called.symbol)?,
            side: called.position,
            held: called.qty,
            mark: called.mark,
            maintenance: called.maintenance,
        })
    });
    MarginCall {
        account: link.account,
        positions: positions.collect(),
        at,
    }
}

fn wallets(link: &VenueLink, moved: &[BalanceMove], at: Time) -> BalanceReport {
    let balances = moved.iter().map(|wallet| Balance {
        asset: wallet.asset,
        free: wallet.wallet.qty().unwrap_or(Qty::ZERO),
        locked: Qty::ZERO,
    });
    BalanceReport {
        account: link.account,
        as_of: at,
        coverage: BalanceCoverage::Changed,
        balances: balances.collect(),
    }
}
