//! Executions of our orders. A trade of a venue is counted once and never edited.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::reader::{Reader, page};
use crate::sql::fills as sql;
use crate::value::{Arg, BadColumn, Columns, number, parsed, time};
use domain::{AccountId, Fill, OrderId, Symbol};

/// A fill with its number in the store, by which pages are turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FillRow {
    /// Its number; later fills have higher numbers.
    pub number: u64,
    /// The fill.
    pub fill: Fill,
}

/// Which fills to read, newest first; `None` means any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FillFilter {
    /// Of this account.
    pub account: Option<AccountId>,
    /// In this symbol.
    pub symbol: Option<Symbol>,
    /// Numbered below this one (the last of the page before).
    pub before: Option<u64>,
    /// At most this many, and never more than [`crate::PAGE_ROWS_MAX`].
    pub limit: u32,
}

impl FillFilter {
    /// The newest `limit` fills of all accounts.
    #[must_use]
    pub const fn newest(limit: u32) -> Self {
        Self {
            account: None,
            symbol: None,
            before: None,
            limit,
        }
    }
}

/// Writes fills; one that is there already is refused.
pub(crate) async fn write(conn: &mut Conn, fills: &[Fill]) -> Result<(), StepError> {
    for fill in fills {
        let args = vec![
            Arg::number(fill.account.get())?,
            Arg::text(fill.symbol),
            Arg::text(fill.trade),
            Arg::number(fill.order.get())?,
            Arg::text(fill.side),
            Arg::text(fill.position),
            Arg::text(fill.price),
            Arg::text(fill.qty),
            Arg::text(fill.fee),
            Arg::text(fill.fee_asset),
            Arg::text(fill.liquidity),
            Arg::time(fill.at),
        ];
        conn.execute(sql::INSERT, args).await?;
    }
    Ok(())
}

fn row(row: &dyn Columns) -> Result<FillRow, BadColumn> {
    Ok(FillRow {
        number: number(row, "number")?,
        fill: Fill {
            trade: parsed(row, "trade")?,
            order: OrderId::new(number(row, "order_id")?),
            account: AccountId::new(number(row, "account")?),
            symbol: parsed(row, "symbol")?,
            side: parsed(row, "side")?,
            position: parsed(row, "position_side")?,
            price: parsed(row, "price")?,
            qty: parsed(row, "qty")?,
            fee: parsed(row, "fee")?,
            fee_asset: parsed(row, "fee_asset")?,
            liquidity: parsed(row, "liquidity")?,
            at: time(row, "at")?,
        },
    })
}

impl Reader {
    /// Fills, newest first.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn fills(&self, filter: &FillFilter) -> Result<Vec<FillRow>, StoreError> {
        let before = filter.before.unwrap_or(u64::MAX);
        let mut args = vec![
            Arg::Int(i64::try_from(before).unwrap_or(i64::MAX)),
            page(filter.limit),
        ];
        if let Some(account) = filter.account {
            let Ok(account) = Arg::number(account.get()) else {
                return Ok(Vec::new());
            };
            args.push(account);
        }
        args.extend(filter.symbol.map(Arg::text));
        let statement = match (filter.account, filter.symbol) {
            (None, None) => sql::OF_ALL,
            (Some(_), None) => sql::OF_ACCOUNT,
            (None, Some(_)) => sql::OF_SYMBOL,
            (Some(_), Some(_)) => sql::OF_ACCOUNT_SYMBOL,
        };
        self.all(statement, args, row).await
    }

    /// The fills of one order, numbered above `after`, oldest first.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn fills_of_order(
        &self,
        order: OrderId,
        after: Option<u64>,
        limit: u32,
    ) -> Result<Vec<FillRow>, StoreError> {
        let (Ok(order), Ok(after)) = (
            Arg::number(order.get()),
            Arg::number(after.unwrap_or_default()),
        ) else {
            return Ok(Vec::new());
        };
        self.all(sql::OF_ORDER, vec![order, after, page(limit)], row)
            .await
    }
}
