//! Builds the call that reduces a working order where it stands. Never makes one larger: the gate has seen to that.

use super::{SIGNED, Unsayable, symbol};
use crate::binance_spot::facts::{self, weight};
use crate::call::{Call, Method, Purpose};
use alloc::string::ToString;
use alloc::vec;
use domain::{AmendOrder, Instrument, Time};
use gate::Cleared;

/// Reduces an order where it stands, by spending the clearance. Its price stays, and so does its id: where none is given, the
/// venue invents another. `deadline` as for [`super::place`].
///
/// # Errors
/// The instrument is not the order's; nothing was sent.
pub fn amend(
    cleared: Cleared<AmendOrder>,
    instrument: &Instrument,
    deadline: Time,
) -> Result<Call, Unsayable> {
    let amend = cleared.spend();
    if amend.symbol != instrument.symbol {
        return Err(Unsayable::OtherInstrument {
            order: amend.symbol,
            instrument: instrument.symbol,
        });
    }
    Ok(Call {
        method: Method::Put,
        path: "/api/v3/order/amend/keepPriority",
        params: vec![
            symbol(instrument),
            ("origClientOrderId", amend.client_id.to_string()),
            ("newClientOrderId", amend.client_id.to_string()),
            ("newQty", amend.qty.to_string()),
        ],
        auth: SIGNED,
        purpose: Purpose::Reduce { deadline },
        life: facts::REQUEST_LIFE,
        weight: weight::AMEND,
    })
}
