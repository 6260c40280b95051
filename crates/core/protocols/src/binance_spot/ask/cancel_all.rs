//! Ends everything that is open in one symbol by one request. Never ends anything in another symbol.

use super::{SIGNED, Unsayable, facts, symbol, weight};
use crate::call::{Call, Method, Purpose};
use alloc::vec;
use domain::{CancelAll, Instrument};
use gate::Cleared;

/// Ends every open order of the symbol on the account, pairs and strangers' orders among them.
///
/// # Errors
/// The instrument is not the one that was cleared; nothing was sent.
pub fn cancel_all(cleared: Cleared<CancelAll>, instrument: &Instrument) -> Result<Call, Unsayable> {
    let all = cleared.spend();
    if all.symbol != instrument.symbol {
        return Err(Unsayable::OtherInstrument {
            order: all.symbol,
            instrument: instrument.symbol,
        });
    }
    Ok(Call {
        method: Method::Delete,
        path: "/api/v3/openOrders",
        params: vec![symbol(instrument)],
        auth: SIGNED,
        purpose: Purpose::Cancel,
        life: facts::CANCEL_LIFE,
        weight: weight::CANCEL,
    })
}
