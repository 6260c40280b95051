//! Positions and balances as they stand. Folded by others; kept here.

use crate::engine::Conn;
use crate::error::{StepError, StoreError};
use crate::reader::Reader;
use crate::sql::holdings as sql;
use crate::value::{Arg, BadColumn, Columns, number, parsed, time};
use domain::{AccountId, Amount, Balance, Exposure, Position, Qty, Time};

/// What an account holds of one asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BalanceRow {
    /// The account.
    pub account: AccountId,
    /// The asset with its free and locked parts.
    pub balance: Balance,
    /// When it last changed, by the desk's clock.
    pub updated: Time,
}

/// A position with when it last changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PositionRow {
    /// The position.
    pub position: Position,
    /// When it last changed, by the desk's clock.
    pub updated: Time,
}

/// Inserts positions or brings them up to date.
pub(crate) async fn write_positions(
    conn: &mut Conn,
    positions: &[Position],
    at: Time,
) -> Result<(), StepError> {
    for position in positions {
        let (exposure, qty, value) = match position.exposure {
            Exposure::Flat => ("flat", Qty::ZERO, Amount::ZERO),
            Exposure::Long { qty, cost } => ("long", qty, cost),
            Exposure::Short { qty, proceeds } => ("short", qty, proceeds),
        };
        let args = vec![
            Arg::number(position.account.get())?,
            Arg::text(position.symbol),
            Arg::text(position.side),
            Arg::text(exposure),
            Arg::text(qty),
            Arg::text(value),
            Arg::text(position.realised),
            Arg::text(position.fees),
            Arg::number(position.fees_other_count)?,
            Arg::time(at),
        ];
        conn.execute(sql::PUT_POSITION, args).await?;
    }
    Ok(())
}

/// Inserts balances or brings them up to date.
pub(crate) async fn write_balances(conn: &mut Conn, rows: &[BalanceRow]) -> Result<(), StepError> {
    for row in rows {
        let args = vec![
            Arg::number(row.account.get())?,
            Arg::text(row.balance.asset),
            Arg::text(row.balance.free),
            Arg::text(row.balance.locked),
            Arg::time(row.updated),
        ];
        conn.execute(sql::PUT_BALANCE, args).await?;
    }
    Ok(())
}

fn position(row: &dyn Columns) -> Result<PositionRow, BadColumn> {
    let (qty, value) = (parsed(row, "qty")?, parsed(row, "value")?);
    let exposure = match row.text("exposure")? {
        "flat" => Exposure::Flat,
        "long" => Exposure::Long { qty, cost: value },
        "short" => Exposure::Short {
            qty,
            proceeds: value,
        },
        other => return Err(BadColumn::new("exposure", format_args!("{other:?}"))),
    };
    Ok(PositionRow {
        position: Position {
            account: AccountId::new(number(row, "account")?),
            symbol: parsed(row, "symbol")?,
            side: parsed(row, "side")?,
            exposure,
            realised: parsed(row, "realised")?,
            fees: parsed(row, "fees")?,
            fees_other_count: number(row, "fees_other_count")?,
        },
        updated: time(row, "updated")?,
    })
}

fn balance(row: &dyn Columns) -> Result<BalanceRow, BadColumn> {
    Ok(BalanceRow {
        account: AccountId::new(number(row, "account")?),
        balance: Balance {
            asset: parsed(row, "asset")?,
            free: parsed(row, "free")?,
            locked: parsed(row, "locked")?,
        },
        updated: time(row, "updated")?,
    })
}

impl Reader {
    /// Positions, of one account or of all, by account, symbol and side.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn positions(
        &self,
        account: Option<AccountId>,
    ) -> Result<Vec<PositionRow>, StoreError> {
        match account.map(|id| Arg::number(id.get())) {
            None => self.all(sql::POSITIONS, Vec::new(), position).await,
            Some(Ok(id)) => self.all(sql::POSITIONS_OF, vec![id], position).await,
            Some(Err(_)) => Ok(Vec::new()),
        }
    }

    /// Balances, of one account or of all, by account and asset.
    ///
    /// # Errors
    /// The database does not answer, or is damaged.
    pub async fn balances(
        &self,
        account: Option<AccountId>,
    ) -> Result<Vec<BalanceRow>, StoreError> {
        match account.map(|id| Arg::number(id.get())) {
            None => self.all(sql::BALANCES, Vec::new(), balance).await,
            Some(Ok(id)) => self.all(sql::BALANCES_OF, vec![id], balance).await,
            Some(Err(_)) => Ok(Vec::new()),
        }
    }
}
