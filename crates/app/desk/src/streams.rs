//! Reads the venue's streams: public frames go to the market feed, private ones become arrivals. Never decides.

use crate::clock::Clock;
use crate::contract_streams;
use crate::inbox::Arrival;
use crate::link_role::LinkRole;
use crate::market_feed::{FeedState, MarketFeed, MarketInput, MarketWish};
use crate::messages::Message;
use crate::portfolio::Grade;
use crate::product::Product;
use crate::venue_link::{VenueLink, reported};
use domain::{Candle, Instrument, Interval, Span, Symbol, Time};
use gate::{BalanceCoverage, BalanceReport, Depth, Quote};
use market::{BookDiff, BookSnapshot, DiffIds, Level, SyncState, Trade};
use protocols::binance_spot::facts as spot;
use protocols::binance_spot::feed::{self, AccountFact, AccountFrame, MarketFact, MarketFrame};
use protocols::binance_spot::{ask, read};
use protocols::binance_usdm::facts as usdm;
use std::sync::Arc;
use std::time::Duration;
use store::MarketNotes;
use tokio::sync::{mpsc, oneshot};
use trading::Input;
use wire::{StreamEvent, StreamHandle};

/// Frames that may wait to be read.
const FRAMES_MAX: usize = 4_096;
/// How often the state of the feeds is told to the health board.
pub(crate) const SHOW_EVERY: Span = Span::from_millis(500);
/// How often a quiet private stream is said to stand.
const QUIET_LOOK: Duration = Duration::from_secs(30);
/// Wait before the venue's clock is asked for again, at first and at most.
const CLOCK_AGAIN_FIRST: Duration = Duration::from_millis(250);
const CLOCK_AGAIN_MAX: Duration = Duration::from_secs(5);
/// Longest sleep of the market task.
const SLEEP_MAX: Duration = Duration::from_secs(1);

/// Opens the public stream and reads it until the task is dropped.
pub(crate) async fn market(
    link: Arc<VenueLink>,
    mut feed: MarketFeed,
    instruments: Arc<[Instrument]>,
) {
    let (frames_in, mut frames) = mpsc::channel(FRAMES_MAX);
    let (answers_in, mut answers) = mpsc::channel(instruments.len().saturating_mul(2).max(1));
    let path = ask::market_streams(&instruments);
    let stream = link.client.market_stream(&path, frames_in);
    let clock = Clock::default();
    let mut wishes = Vec::new();
    let mut shown = clock.now();
    loop {
        let now = clock.now();
        let sleep = nap(now, feed.wake_at());
        let inputs = tokio::select! {
            frame = frames.recv() => match frame {
                Some(event) => {
                    link.health.heard_of(link.market_name(), &event);
                    market_inputs(&link, &stream, event)
                }
                None => return,
            },
            Some(answer) = answers.recv() => vec![answer],
            () = tokio::time::sleep(sleep) => vec![MarketInput::Wake],
        };
        let now = clock.now();
        for input in inputs {
            feed.step(now, input, &mut wishes);
        }
        if link.role == LinkRole::Backup {
            wishes.retain(is_of_the_moment);
        }
        for wish in wishes.drain(..) {
            grant(&link, wish, &answers_in).await;
        }
        if now >= shown.plus(SHOW_EVERY) {
            shown = now;
            for state in feed.states() {
                show(&link, &state);
            }
            if link.role == LinkRole::Home {
                link.health.say_gaps(link.parts_name(), feed.gaps());
            }
        }
    }
}

/// Whether a wish is about this moment: of a backup no history is kept, so that candles are of one venue only.
const fn is_of_the_moment(wish: &MarketWish) -> bool {
    match wish {
        MarketWish::AskSnapshot(_) | MarketWish::Quote(_) => true,
        MarketWish::AskCandles(..)
        | MarketWish::Keep(_)
        | MarketWish::Gap(_)
        | MarketWish::Absent(_) => false,
    }
}

pub(crate) fn nap(now: Time, wake_at: Option<Time>) -> Duration {
    let until = wake_at.map_or(i64::MAX, |at| at.since(now).nanos()).max(0);
    Duration::from_nanos(until.unsigned_abs()).min(SLEEP_MAX)
}

/// Does what the market feed wants.
pub(crate) async fn grant(
    link: &Arc<VenueLink>,
    wish: MarketWish,
    answers: &mpsc::Sender<MarketInput>,
) {
    match wish {
        MarketWish::AskSnapshot(symbol) => {
            let (link, answers) = (Arc::clone(link), answers.clone());
            tokio::spawn(async move {
                let snapshot = depth(&link, symbol).await;
                bring_answer(&answers, MarketInput::Snapshot(symbol, snapshot)).await;
            });
        }
        MarketWish::AskCandles(symbol, interval, from) => {
            let (link, answers) = (Arc::clone(link), answers.clone());
            tokio::spawn(async move {
                let candles = candles(&link, (symbol, interval), from).await;
                bring_answer(&answers, MarketInput::Candles(symbol, candles)).await;
            });
        }
        MarketWish::Quote(quote) => {
            link.bring(Input::Quote(Quote {
                venue: link.venue,
                symbol: quote.symbol,
                bid: Some(quote.bid),
                ask: Some(quote.ask),
                last: quote.last,
                received: quote.received,
                depth: Depth::default(),
            }))
            .await;
        }
        MarketWish::Keep(candle) => link.keep(Arrival::Candle(candle)).await,
        MarketWish::Gap(gap) => {
            let mut notes = MarketNotes::nothing();
            notes.gaps.push(gap);
            link.keep(Arrival::Market(Box::new((Vec::new(), notes))))
                .await;
        }
        MarketWish::Absent(absence) => {
            let mut notes = MarketNotes::nothing();
            notes.absences.push(absence);
            link.keep(Arrival::Market(Box::new((Vec::new(), notes))))
                .await;
        }
    }
}

async fn bring_answer(answers: &mpsc::Sender<MarketInput>, answer: MarketInput) {
    if answers.send(answer).await.is_err() {
        tracing::debug!("the market task has stopped");
    }
}

/// The venue's own candles from an instant on.
async fn candles(
    link: &VenueLink,
    (symbol, interval): (Symbol, Interval),
    from: Time,
) -> Option<Vec<Candle>> {
    match link.product {
        Product::Spot => {}
        Product::UsdM => return contract_streams::candles(link, (symbol, interval), from).await,
    }
    let call = ask::candles(link.instrument(symbol)?, interval, from);
    let answer = link.ask(call).await?;
    let read = read::candles(&answer, symbol, interval);
    read.inspect_err(|trouble| {
        tracing::warn!(symbol = %symbol, interval = %interval, reason = %trouble, "candles could not be read");
    })
    .ok()
}

async fn depth(link: &VenueLink, symbol: Symbol) -> Option<BookSnapshot> {
    match link.product {
        Product::Spot => {}
        Product::UsdM => return contract_streams::depth(link, symbol).await,
    }
    let call = ask::depth(link.instrument(symbol)?);
    let answer = link.read_call(call).await?;
    let levels = |side: Vec<(domain::Price, domain::Qty)>| {
        side.into_iter()
            .map(|(price, qty)| Level { price, qty })
            .collect()
    };
    let snapshot = read::depth(&answer).ok()?;
    Some(BookSnapshot {
        last: snapshot.last_update,
        bids: levels(snapshot.bids),
        asks: levels(snapshot.asks),
    })
}

fn market_inputs(link: &VenueLink, stream: &StreamHandle, event: StreamEvent) -> Vec<MarketInput> {
    match event {
        StreamEvent::Opened { .. } => vec![MarketInput::Opened],
        // The old connection was read until the new one spoke: nothing begins anew.
        StreamEvent::Renewed { .. } => Vec::new(),
        StreamEvent::Cut { .. } => vec![MarketInput::Cut],
        StreamEvent::Frame { bytes, .. } => match feed::market(&bytes) {
            Ok(MarketFrame::Fact(fact)) => market_fact(link, fact).into_iter().collect(),
            Ok(MarketFrame::Unused) => Vec::new(),
            Ok(MarketFrame::Ending) => {
                stream.renew();
                Vec::new()
            }
            Err(error) => {
                tracing::warn!(reason = %error, "a market frame cannot be read; the stream starts over");
                stream.reconnect();
                Vec::new()
            }
        },
    }
}

fn market_fact(link: &VenueLink, fact: MarketFact) -> Option<MarketInput> {
    let levels = |side: Vec<(domain::Price, domain::Qty)>| {
        side.into_iter()
            .map(|(price, qty)| Level { price, qty })
            .collect()
    };
    match fact {
        MarketFact::Depth {
            symbol,
            first_update,
            last_update,
            bids,
            asks,
            at,
        } => Some(MarketInput::Depth(
            link.symbol(symbol)?,
            BookDiff {
                ids: DiffIds::Contiguous {
                    first: first_update,
                    last: last_update,
                },
                at,
                bids: levels(bids),
                asks: levels(asks),
            },
        )),
        MarketFact::Trade {
            symbol,
            trade,
            price,
            qty,
            taker,
            at,
        } => Some(MarketInput::Trade(
            link.symbol(symbol)?,
            Trade {
                id: trade,
                price,
                qty,
                at,
                taker,
            },
        )),
        MarketFact::Quote { .. } => None,
    }
}

pub(crate) fn show(link: &VenueLink, feed: &FeedState) {
    let name = link.feed_name(feed.symbol);
    let counts = feed.counts;
    let mut told = format!(
        "{} differences, {} gaps, {} snapshots",
        counts.applied, counts.gaps, counts.snapshots_asked
    );
    if feed.gap_count > 0 {
        told = format!(
            "{told}; {} spans of candles are being fetched",
            feed.gap_count
        );
    }
    match feed.state {
        SyncState::Live { .. } => link.health.say(&name, Grade::Healthy, told, feed.heard),
        SyncState::CatchingUp { buffered } => link.health.say(
            &name,
            Grade::Degraded,
            format!("waits for a snapshot; {buffered} differences kept; orders in it are refused"),
            feed.heard,
        ),
        SyncState::Closed => link.health.say(
            &name,
            Grade::Unhealthy,
            "no stream; orders in it are refused".to_owned(),
            feed.heard,
        ),
    }
}

/// Whether the account's events are subscribed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Away,
    Subscribed,
}

/// Opens the private stream and reads it until the task is dropped.
pub(crate) async fn account(link: Arc<VenueLink>) {
    let (frames_in, mut frames) = mpsc::channel(FRAMES_MAX);
    let stream = link
        .client
        .account_stream(ask::subscribe_account, frames_in);
    let mut look = tokio::time::interval(QUIET_LOOK);
    let mut standing = Standing::Away;
    loop {
        let event = tokio::select! {
            event = frames.recv() => event,
            _ = look.tick() => {
                // A quiet account says nothing; that its connection stands is seen to by the supervisor's own bound.
                if standing == Standing::Subscribed {
                    link.health.alive(link.stream_name(), Clock::default().now());
                }
                continue;
            }
        };
        if let Some(event) = &event {
            link.health.heard_of(link.stream_name(), event);
        }
        match event {
            None => return,
            Some(StreamEvent::Opened { .. }) => {
                let words = "connected; not subscribed yet".to_owned();
                link.health
                    .say(link.stream_name(), Grade::Degraded, words, None);
            }
            Some(StreamEvent::Renewed { .. }) => {}
            Some(StreamEvent::Cut { reason, .. }) => {
                standing = Standing::Away;
                link.health.trouble(link.stream_name(), &reason.to_string());
            }
            Some(StreamEvent::Frame {
                bytes, received, ..
            }) => {
                if let Some(now) = account_frame(&link, &stream, received, &bytes).await {
                    standing = now;
                }
            }
        }
    }
}

/// Reads a private frame; how the subscription stands after it, where the frame says so.
async fn account_frame(
    link: &Arc<VenueLink>,
    stream: &StreamHandle,
    received: Time,
    bytes: &[u8],
) -> Option<Standing> {
    match feed::account(bytes) {
        Ok(AccountFrame::Answered {
            outcome: Ok(()), ..
        }) => {
            link.health.alive(link.stream_name(), received);
            link.fetch_balances().await;
            link.bring(Input::ReportsMissed {
                account: link.account,
            })
            .await;
            return Some(Standing::Subscribed);
        }
        Ok(AccountFrame::Answered {
            outcome: Err(trouble),
            ..
        }) => {
            link.health
                .trouble(link.stream_name(), &trouble.to_string());
            tokio::time::sleep(SLEEP_MAX).await;
            stream.reconnect();
        }
        Ok(AccountFrame::Fact(fact)) => {
            link.health.alive(link.stream_name(), received);
            link.bring_raw(link.raw_bytes(link.stream_name(), received, bytes))
                .await;
            if let AccountFact::Order { order, .. } = &fact {
                let message = Message::report(order.client_id, (order.at, received), bytes);
                link.bring_message(message).await;
            }
            account_fact(link, stream, fact).await;
        }
        Ok(AccountFrame::Ending) => stream.renew(),
        Ok(AccountFrame::Unused) => {}
        Err(error) => {
            tracing::warn!(reason = %error, "a private frame cannot be read; it is kept and the stream starts over");
            link.bring_raw(link.raw_bytes(link.stream_name(), received, bytes))
                .await;
            stream.reconnect();
        }
    }
    None
}

async fn account_fact(link: &VenueLink, stream: &StreamHandle, fact: AccountFact) {
    match fact {
        AccountFact::Order { order, fill, .. } => match reported(link, &order, fill.as_ref()) {
            Some(report) => {
                link.tell_qty_by(&report, order.qty).await;
                link.bring(Input::Venue(report)).await;
            }
            None => tracing::warn!(
                venue.symbol = %order.symbol,
                "a report for a symbol this desk does not trade is kept as a raw record"
            ),
        },
        AccountFact::Balances { balances, at } => {
            link.bring(Input::Balances(BalanceReport {
                account: link.account,
                as_of: at,
                coverage: BalanceCoverage::Changed,
                balances,
            }))
            .await;
        }
        AccountFact::Moved { asset, amount, at } => {
            let movement = trading::Movement { asset, amount, at };
            link.bring(Input::Moved {
                account: link.account,
                movement,
            })
            .await;
        }
        AccountFact::Ended => stream.reconnect(),
    }
}

/// Learns the venue's clock at once, soon again while it cannot be learned or the venue doubts it, and else now and then.
/// Says so once it is known: without it nothing can be signed.
pub(crate) async fn clock(link: Arc<VenueLink>, every: Duration, known: oneshot::Sender<()>) {
    let (mut known, mut again) = (Some(known), CLOCK_AGAIN_FIRST);
    loop {
        match sync_clock(&link).await {
            Learned::Yes => {
                again = CLOCK_AGAIN_FIRST;
                if known.take().is_some_and(|known| known.send(()).is_err()) {
                    tracing::debug!("nobody waits for the clock any more");
                }
                tokio::time::sleep(CLOCK_AGAIN_FIRST).await;
                tokio::select! {
                    () = tokio::time::sleep(every) => {}
                    () = link.client.clock_refused() => {
                        tracing::warn!("the venue refused a time stamp; its clock is learned anew");
                    }
                }
            }
            Learned::No => {
                tokio::time::sleep(again).await;
                again = again.saturating_mul(2).min(CLOCK_AGAIN_MAX);
            }
        }
    }
}

/// Whether the venue's clock was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Learned {
    Yes,
    No,
}

/// Learns the venue's clock once.
async fn sync_clock(link: &VenueLink) -> Learned {
    let name = link.clock_name();
    let manners = match link.product {
        Product::Spot => spot::MANNERS,
        Product::UsdM => usdm::MANNERS,
    };
    match link
        .client
        .sync_clock(manners.ask_time, manners.read_time)
        .await
    {
        Ok(sample) => {
            let detail = format!("the venue's clock is {} ms ahead", sample.offset.millis());
            let now = Clock::default().now();
            link.health.say(name, Grade::Healthy, detail, Some(now));
            link.health.alive(link.parts_name(), now);
            Learned::Yes
        }
        Err(error) => {
            link.health.trouble(name, &error.to_string());
            Learned::No
        }
    }
}

#[cfg(test)]
mod tests;
