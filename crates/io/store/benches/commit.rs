//! How many turns a second reach the disk, and how long one takes: 1, 10 and 100 journal rows, and a turn that fills an order.
//! Run on a folder of the disk in question: `cargo bench -p store [FOLDER]`. Never a test: it asserts nothing.

use domain::{
    AccountId, Amount, Asset, Balance, ClientOrderId, EndReason, Fill, Liquidity, NewOrder, Order,
    OrderId, OrderKind, OrderState, OrderTerms, Origin, Position, PositionEffect, PositionKey,
    Price, Qty, SelfTradePrevention, Side, Symbol, Time, TimeInForce, UserId, VenueTradeId,
};
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use store::{AuditRecord, BalanceRow, Batch, JournalRow, Location, OrderRow, Seq, Store, Writer};

type Failed = Box<dyn Error>;

/// How long each figure is measured.
const MEASURE: Duration = Duration::from_secs(5);

fn main() -> Result<(), Failed> {
    let parent = std::env::args()
        .skip(1)
        .find(|arg| !arg.starts_with("--"))
        .map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = parent.join(format!("cofferdam-bench-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(measure(&folder));
    std::fs::remove_dir_all(&folder)?;
    done
}

async fn measure(folder: &std::path::Path) -> Result<(), Failed> {
    let mut out = std::io::stdout().lock();
    let started = Instant::now();
    let (mut writer, reader) = Store::open(Location::Sqlite(folder.to_owned())).await?;
    writeln!(
        out,
        "open, new store           {:>9} us",
        micros(started.elapsed())
    )?;
    for rows in [1, 10, 100] {
        let name = format!("{rows} journal rows");
        let figures = run(&mut writer, |_| Ok(journal(rows))).await?;
        writeln!(out, "{}", figures.line(&name))?;
    }
    let figures = run(&mut writer, order_turn).await?;
    writeln!(out, "{}", figures.line("one order filled"))?;
    let last = writer.receipt().journal_last;
    let started = Instant::now();
    let (mut next, mut read) = (Seq::new(1), 0_usize);
    while next <= last {
        let page = reader.journal_from(next, store::PAGE_ROWS_MAX).await?;
        read = read.saturating_add(page.len());
        next = page.last().map_or(last, |entry| entry.seq).next();
    }
    let per_second = rate(read, started.elapsed());
    writeln!(
        out,
        "read the journal          {per_second:>9} rows/s, {read} rows"
    )?;
    reader.close().await;
    writer.close().await?;
    let started = Instant::now();
    let opened = Store::open(Location::Sqlite(folder.to_owned())).await?;
    writeln!(
        out,
        "open, filled store        {:>9} us",
        micros(started.elapsed())
    )?;
    drop(opened);
    Ok(())
}

/// How long each commit took.
struct Figures {
    each: Vec<Duration>,
    whole: Duration,
}

impl Figures {
    fn line(mut self, name: &str) -> String {
        self.each.sort_unstable();
        let part = |percent: usize| {
            let place = self.each.len().saturating_mul(percent) / 100;
            self.each.get(place).copied().map_or(0, micros)
        };
        format!(
            "{name:<25} {:>9} commits/s, p50 {:>6} us, p99 {:>6} us",
            rate(self.each.len(), self.whole),
            part(50),
            part(99),
        )
    }
}

async fn run(
    writer: &mut Writer,
    batch: impl Fn(u64) -> Result<Batch, Failed>,
) -> Result<Figures, Failed> {
    let begun = Instant::now();
    let mut each = Vec::new();
    let mut number = 0_u64;
    while begun.elapsed() < MEASURE {
        number = number.saturating_add(1);
        let batch = batch(number)?;
        let started = Instant::now();
        writer.commit(&batch).await?;
        each.push(started.elapsed());
    }
    Ok(Figures {
        each,
        whole: begun.elapsed(),
    })
}

fn rate(count: usize, time: Duration) -> u128 {
    let count = u128::try_from(count).unwrap_or(u128::MAX);
    count.saturating_mul(1_000_000) / time.as_micros().max(1)
}

fn micros(time: Duration) -> u128 {
    time.as_micros()
}

fn journal(rows: usize) -> Batch {
    let row = JournalRow {
        at: Time::from_nanos(1),
        kind: "fill-booked".to_owned(),
        order: Some(OrderId::new(7)),
        body: "{\"order\":7,\"trade\":\"123456789\",\"price\":\"64123.45\",\"qty\":\"0.001\"}"
            .to_owned(),
    };
    Batch {
        journal: vec![row; rows],
        ..Batch::new(Time::from_nanos(1))
    }
}

const ACCOUNT: AccountId = AccountId::new(1);
const AT: Time = Time::from_millis(1_000);

/// An order opened, filled and ended in one turn, with what moves because of it.
fn order_turn(number: u64) -> Result<Batch, Failed> {
    let (id, symbol) = (OrderId::new(number), Symbol::new("BTC/USDT")?);
    let (price, qty) = (Price::parse("64123.45")?, Qty::parse("0.001")?);
    let terms = OrderTerms {
        symbol,
        side: Side::Buy,
        qty,
        kind: OrderKind::Limit {
            price,
            time_in_force: TimeInForce::Gtc,
        },
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: PositionEffect::Any,
    };
    let ids = (id, ClientOrderId::of(AT, ACCOUNT, id));
    let order = Order {
        order: NewOrder::new(ids, ACCOUNT, Origin::Person(UserId::new(1)), terms)?,
        opened: AT,
        state: OrderState::Ended {
            filled: qty,
            reason: EndReason::Filled,
            at: AT,
        },
        cancel_asked: None,
        stale_since: None,
        list: None,
    };
    Ok(Batch {
        orders: vec![OrderRow {
            order,
            venue_id: None,
            updated: AT,
        }],
        fills: vec![fill(number, &terms, price)?],
        positions: vec![Position::flat(PositionKey::both(ACCOUNT, symbol))],
        balances: vec![balance("BTC", qty)?, balance("USDT", qty)?],
        audit: vec![AuditRecord {
            at: AT,
            record: "{\"act\":\"order.place\"}".to_owned(),
        }],
        ..journal(3)
    })
}

fn fill(number: u64, terms: &OrderTerms, price: Price) -> Result<Fill, Failed> {
    Ok(Fill {
        trade: VenueTradeId::new(&number.to_string())?,
        order: OrderId::new(number),
        account: ACCOUNT,
        symbol: terms.symbol,
        side: terms.side,
        position: terms.effect.position(),
        price,
        qty: terms.qty,
        fee: Amount::parse("0.064")?,
        fee_asset: Asset::new("USDT")?,
        liquidity: Liquidity::Taker,
        at: AT,
    })
}

fn balance(name: &str, free: Qty) -> Result<BalanceRow, Failed> {
    let asset = Asset::new(name)?;
    let balance = Balance {
        asset,
        free,
        locked: free,
    };
    Ok(BalanceRow {
        account: ACCOUNT,
        balance,
        updated: AT,
    })
}
