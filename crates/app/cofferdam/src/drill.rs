//! The drill of a failover: a venue dies under protected positions of every policy and comes back, the desk dies in between, and
//! what must hold is looked at. Never at a venue outside this process.

mod report;
mod stage;

pub(crate) use report::Report;
pub(crate) use stage::Seconds;

use anyhow::{Context, Result, ensure};
use desk::{FailoverView, Grade, StartGate, Stays};
use domain::{
    Balance, IfBare, Instrument, Order, OrderId, OrderKind, OrderTerms, PositionEffect, Price,
    Protection, Qty, Rate, Rounding, SelfTradePrevention, Side, Symbol, Time, TimeInForce,
};
use stage::{BACKUP, HOME, Stage};
use std::path::Path;

/// How far from the market exits rest, so that none trades by itself: the stop, its limit, the target.
const STOP: &str = "-0.2";
const STOP_LIMIT: &str = "-0.21";
const TARGET: &str = "0.2";

/// One protected position of the drill.
#[derive(Debug, Clone, Copy)]
struct Held {
    symbol: Symbol,
    entry: OrderId,
}

/// The three positions: exits move, freeze, and may stand at both.
#[derive(Debug, Clone, Copy)]
struct Cast {
    moves: Held,
    freezes: Held,
    doubles: Held,
}

impl Cast {
    const fn all(&self) -> [Held; 3] {
        [self.moves, self.freezes, self.doubles]
    }
}

/// What stood before the venue died.
struct Before {
    home: Vec<Order>,
    backup: Vec<Balance>,
}

/// Plays the drill in a folder of its own.
pub(crate) async fn run(folder: &Path, seconds: Seconds) -> Result<Report> {
    let mut stage = Stage::open(folder, seconds).await?;
    let mut report = Report::new(stage.now());
    if let Err(error) = play(&mut stage, &mut report).await {
        let end = Err(format!("{error:#}"));
        report.check("the drill is played to its end", end);
    }
    stage.close().await?;
    Ok(report)
}

async fn play(stage: &mut Stage, report: &mut Report) -> Result<()> {
    stage.until("both accounts compared", compared).await?;
    report.step(
        stage.now(),
        "two exchanges and a desk stand; both accounts are compared".to_owned(),
    );
    let cast = open_positions(stage).await?;
    let before = Before {
        home: stage.orders(HOME).await?,
        backup: backup(stage)?.balances,
    };
    report.step(
        stage.now(),
        "three protected positions are held, each with two exits at the venue".to_owned(),
    );
    stage.kill().await?;
    let killed = stage.now();
    report.step(killed, "the venue is killed".to_owned());
    stage
        .until("the venue counts as away", async |stage: &Stage| {
            Ok(stage.standing()?.away.is_some())
        })
        .await?;
    report.step(stage.now(), "the venue counts as away".to_owned());
    while_away(stage, report, (&cast, killed)).await?;
    let moved = moved_ids(stage, &cast).await?;
    stage.stop_desk().await;
    stage.start_desk().await?;
    report.step(
        stage.now(),
        "the desk died and was started again beside the dead venue".to_owned(),
    );
    stage
        .until("the backup compared again", async |stage: &Stage| {
            Ok(backup(stage)?.compared.is_some())
        })
        .await?;
    let again = moved_ids(stage, &cast).await?;
    report.check(
        "a death of the desk places nothing a second time",
        same(&moved, &again),
    );
    let away = stage.standing()?.away.is_some();
    report.check(
        "away stays through a start",
        holds((away, true), "as the journal says".to_owned()),
    );
    stage.revive().await?;
    report.step(stage.now(), "the venue lives again".to_owned());
    stage
        .until("the venue is home", async |stage: &Stage| {
            Ok(stage.standing()?.away.is_none())
        })
        .await?;
    report.step(stage.now(), "the venue is home".to_owned());
    at_home(stage, report, (&cast, &before)).await
}

/// Whether both accounts were compared and everything may open.
async fn compared(stage: &Stage) -> Result<bool> {
    let standing = stage.standing()?;
    let both = standing.compared.is_some() && backup(stage)?.compared.is_some();
    let portfolio = stage.portfolio()?;
    let open = portfolio.reconciliation.start_gate == StartGate::Open;
    let desk = stage.desk()?;
    let quoted = desk
        .instruments()
        .iter()
        .all(|i| desk.quote(i.symbol).is_some());
    let health = desk.health();
    let stands = |symbol: Symbol| {
        let name = format!("backup-market:{symbol}");
        let mut parts = health.parts.iter();
        parts.any(|part| part.name == name && part.grade == Grade::Healthy)
    };
    let beside = desk.instruments().iter().all(|i| stands(i.symbol));
    Ok(both && open && quoted && beside && !backup(stage)?.balances.is_empty())
}

fn backup(stage: &Stage) -> Result<desk::BackupView> {
    let FailoverView { backup, .. } = stage.standing()?;
    backup.context("the desk shows no backup")
}

async fn open_positions(stage: &Stage) -> Result<Cast> {
    Ok(Cast {
        moves: bought(stage, ("BTC/USDT", "0.01")).await?,
        freezes: bought(stage, ("ETH/USDT", "0.2")).await?,
        doubles: bought(stage, ("LTC/USDT", "5")).await?,
    })
}

/// Buys at the market with a stop and a target, and waits until both stand.
async fn bought(stage: &Stage, (symbol, qty): (&str, &str)) -> Result<Held> {
    let symbol = Symbol::new(symbol)?;
    let desk = stage.desk()?;
    let quote = desk.quote(symbol).context("there is no market")?;
    let mut listed = desk.instruments().iter();
    let instrument = listed
        .find(|i| i.symbol == symbol)
        .context("it is not listed")?;
    let terms = OrderTerms {
        symbol,
        side: Side::Buy,
        qty: Qty::parse(qty)?,
        kind: OrderKind::Market,
        self_trade: SelfTradePrevention::Allow,
        effect: PositionEffect::Any,
    };
    let entry = stage
        .place(terms, Some(exits(&terms, (quote.bid, instrument))?))
        .await?;
    let stand = async |stage: &Stage| {
        let open = stage.open_in(HOME, symbol).await?;
        Ok(open.len() == 2 && open.iter().all(is_working))
    };
    stage.until("its exits stand at the venue", stand).await?;
    Ok(Held { symbol, entry })
}

fn exits(terms: &OrderTerms, (bid, instrument): (Price, &Instrument)) -> Result<Protection> {
    let at = |rate: &str| -> Result<Price> {
        let moved = bid.moved(Rate::parse(rate)?)?;
        Ok(moved.to_tick(instrument.rules.price_tick, Rounding::Down)?)
    };
    let stop = OrderKind::StopLimit {
        trigger: at(STOP)?,
        price: at(STOP_LIMIT)?,
        time_in_force: TimeInForce::Gtc,
    };
    let target = OrderKind::LimitMaker { price: at(TARGET)? };
    Ok(Protection::new(
        terms,
        (Some(stop), Some(target)),
        IfBare::Flatten,
    )?)
}

fn is_working(order: &Order) -> bool {
    order.state.name() == "working"
}

/// The orders of the house at the backup, by number.
async fn moved_ids(stage: &Stage, cast: &Cast) -> Result<Vec<OrderId>> {
    let open = stage.open_in(BACKUP, cast.doubles.symbol).await?;
    let all = stage.orders(BACKUP).await?;
    ensure!(
        all.len() == open.len(),
        "an order at the backup is over already"
    );
    Ok(all.iter().map(|order| order.order.id()).collect())
}

/// What must hold while the venue is dead.
async fn while_away(
    stage: &Stage,
    report: &mut Report,
    (cast, killed): (&Cast, Time),
) -> Result<()> {
    let doubles = cast.doubles.symbol;
    let moved = async |stage: &Stage| {
        let open = stage.open_in(BACKUP, doubles).await?;
        Ok(open.len() == 2 && open.iter().all(is_working))
    };
    stage
        .until("exits stand at the backup where both are allowed", moved)
        .await?;
    report.step(
        stage.now(),
        format!("exits of {doubles} stand at the backup too, by the operator's word"),
    );
    let told = async |stage: &Stage| {
        let away = stage.standing()?.away.context("it is not away")?;
        let of = |held: Held| away.stays.get(&held.entry).copied();
        Ok(of(cast.moves) == Some(Stays::MayStand) && of(cast.freezes) == Some(Stays::Policy))
    };
    stage.until("what stays is told", told).await?;
    report.step(
        stage.now(),
        "what stays as it is, and why, is told".to_owned(),
    );
    report.check(
        "nothing opens at a dead venue",
        refused(stage, cast.moves.symbol).await,
    );
    report.check(
        "reads move where they may, with their source",
        reads(stage, cast, killed).await?,
    );
    let placed = stage.orders(BACKUP).await?;
    let others = placed
        .iter()
        .filter(|order| order.order.terms().symbol != doubles)
        .count();
    let found =
        format!("{others} orders at the backup for symbols that freeze or whose exits may stand");
    report.check(
        "no exit is placed for one that may stand",
        holds((others, 0), found),
    );
    let held = held_qty(stage, doubles)?;
    let bounded = placed
        .iter()
        .all(|order| order.order.terms().qty.amount() <= held);
    let found = format!("the pair at the backup against {held} held");
    report.check(
        "an exit at both is bounded by the position",
        holds((bounded, true), found),
    );
    Ok(())
}

fn held_qty(stage: &Stage, symbol: Symbol) -> Result<domain::Amount> {
    let portfolio = stage.portfolio()?;
    let mut all = portfolio.positions.iter();
    let marked = all.find(|marked| marked.position.symbol == symbol);
    Ok(marked.context("there is no such position")?.position.net())
}

/// The gate's no to an order at the dead venue.
async fn refused(stage: &Stage, symbol: Symbol) -> Result<String, String> {
    let terms = Qty::parse("0.001").map(|qty| OrderTerms {
        symbol,
        side: Side::Buy,
        qty,
        kind: OrderKind::Market,
        self_trade: SelfTradePrevention::Allow,
        effect: PositionEffect::Any,
    });
    let terms = terms.map_err(|error| error.to_string())?;
    match stage.place(terms, None).await {
        Ok(order) => Err(format!("order {order} passed")),
        Err(no) => Ok(format!("{no:#}")),
    }
}

/// Where the market of each symbol is shown from.
async fn reads(stage: &Stage, cast: &Cast, killed: Time) -> Result<Result<String, String>> {
    let fresh = async |stage: &Stage| {
        let book = stage.desk()?.book(cast.moves.symbol);
        Ok(book.is_some_and(|book| book.received > killed))
    };
    stage.until("a fresh book from the backup", fresh).await?;
    let source = |held: Held| -> Result<String> {
        let source = stage.desk()?.source(held.symbol);
        Ok(source.context("it has no market")?.venue.to_string())
    };
    let told = cast
        .all()
        .map(|held| source(held).map(|venue| (held.symbol, venue)));
    let [moves, freezes, doubles] = told;
    let (moves, freezes, doubles) = (moves?, freezes?, doubles?);
    let right = moves.1 == "second" && doubles.1 == "second" && freezes.1 != "second";
    let words = |one: &(Symbol, String)| format!("{} from {}", one.0, one.1);
    let found = format!(
        "{}, {}, {}",
        words(&moves),
        words(&freezes),
        words(&doubles)
    );
    Ok(holds((right, true), found))
}

/// What must hold when the venue is home again.
async fn at_home(
    stage: &Stage,
    report: &mut Report,
    (cast, before): (&Cast, &Before),
) -> Result<()> {
    let since = stage.now();
    let later = async |stage: &Stage| {
        let standing = stage.standing()?;
        let after = |at: Option<Time>| at.is_some_and(|at| at >= since);
        stage.compare().await?;
        Ok(after(standing.compared) && after(backup(stage)?.compared))
    };
    stage
        .until("both accounts compared once more", later)
        .await?;
    report.step(
        stage.now(),
        "both accounts were compared once more".to_owned(),
    );
    let breaks = stage.portfolio()?.reconciliation.breaks.len();
    let found = format!("{breaks} breaks");
    report.check(
        "our book, both venues and the trades agree",
        holds((breaks, 0), found),
    );
    let ids = |orders: &[Order]| -> Vec<OrderId> { orders.iter().map(|o| o.order.id()).collect() };
    let home = stage.orders(HOME).await?;
    report.check(
        "nothing was placed at the venue",
        same(&ids(&before.home), &ids(&home)),
    );
    let mut lost = Vec::new();
    for held in cast.all() {
        let open = stage.open_in(HOME, held.symbol).await?;
        if open.len() != 2 || !open.iter().all(is_working) {
            lost.push(held.symbol.to_string());
        }
    }
    let found = format!(
        "positions without both exits: {} {}",
        lost.len(),
        lost.join(", ")
    );
    report.check(
        "every position has its exits at the venue",
        holds((lost.len(), 0), found),
    );
    at_backup(stage, report, before).await
}

/// What must hold at the backup when the venue is home again.
async fn at_backup(stage: &Stage, report: &mut Report, before: &Before) -> Result<()> {
    let placed = stage.orders(BACKUP).await?;
    let open = placed
        .iter()
        .filter(|order| !order.state.is_ended())
        .count();
    let sold = placed
        .iter()
        .filter(|order| !order.state.filled().is_zero())
        .count();
    let found = format!("{open} of {} orders are open, {sold} traded", placed.len());
    report.check(
        "every exit at the backup was taken back",
        holds((open, 0), found.clone()),
    );
    report.check("nothing was sold twice", holds((sold, 0), found));
    let freed = async |stage: &Stage| Ok(backup(stage)?.balances == before.backup);
    let balances = stage.until("the backup's balances as before", freed).await;
    let found = balances.map(|()| "equal to the last digit".to_owned());
    report.check(
        "the backup has what it had",
        found.map_err(|error| format!("{error:#}")),
    );
    Ok(())
}

fn same(before: &[OrderId], after: &[OrderId]) -> Result<String, String> {
    let found = format!("{} orders before, {} after", before.len(), after.len());
    holds((before, after), found)
}

/// A finding: what was counted, and whether it is what must be.
fn holds<T: PartialEq>((found, wanted): (T, T), words: String) -> Result<String, String> {
    if found == wanted {
        Ok(words)
    } else {
        Err(words)
    }
}
