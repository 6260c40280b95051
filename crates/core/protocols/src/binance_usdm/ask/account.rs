//! Calls about the account: what it holds, and what it is set to. Never a setting that the gate did not clear.

use super::{Params, SIGNED, Unsayable, position_word, read, same, symbol};
use crate::binance_usdm::facts::{self, weight};
use crate::call::{Call, Method, Purpose};
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use domain::{
    AssetsMode, Instrument, MarginMode, MarginMove, PositionMode, Setting, SettingChange, Time,
};
use gate::Cleared;

/// The wallets of the account.
#[must_use]
pub fn balances() -> Call {
    read("/fapi/v3/balance", Vec::new(), (SIGNED, weight::ACCOUNT))
}

/// The account's sums, wallets and positions.
#[must_use]
pub fn account() -> Call {
    read("/fapi/v3/account", Vec::new(), (SIGNED, weight::ACCOUNT))
}

/// Positions with their risk, of all contracts.
#[must_use]
pub fn positions() -> Call {
    let cost = (SIGNED, weight::ACCOUNT);
    read("/fapi/v3/positionRisk", Vec::new(), cost)
}

/// Positions with their risk, of one contract.
#[must_use]
pub fn positions_of(instrument: &Instrument) -> Call {
    let cost = (SIGNED, weight::ACCOUNT);
    read("/fapi/v3/positionRisk", vec![symbol(instrument)], cost)
}

/// What the account is set to and may do.
#[must_use]
pub fn account_settings() -> Call {
    let cost = (SIGNED, weight::ACCOUNT);
    read("/fapi/v1/accountConfig", Vec::new(), cost)
}

/// What the account is set to for one contract.
#[must_use]
pub fn symbol_settings(instrument: &Instrument) -> Call {
    let cost = (SIGNED, weight::ACCOUNT);
    read("/fapi/v1/symbolConfig", vec![symbol(instrument)], cost)
}

/// What the account pays for trades in one contract.
#[must_use]
pub fn fees(instrument: &Instrument) -> Call {
    let params = vec![symbol(instrument)];
    read("/fapi/v1/commissionRate", params, (SIGNED, weight::FEES))
}

/// Sets the account, by spending the setting's clearance. `instrument`: the contract it is about, if it is about one.
///
/// A setting that the gate did not clear cannot be said:
/// ```compile_fail,E0308
/// use domain::{SettingChange, Time};
/// fn forged(change: SettingChange) {
///     protocols::binance_usdm::ask::set(change, None, Time::from_nanos(0)).unwrap();
/// }
/// ```
///
/// # Errors
/// The contract is missing or another one; nothing was sent.
pub fn set(
    cleared: Cleared<SettingChange>,
    instrument: Option<&Instrument>,
    deadline: Time,
) -> Result<Call, Unsayable> {
    let halt_epoch = cleared.halt_epoch();
    let setting = cleared.spend().setting;
    let mut params: Params = match (setting.symbol(), instrument) {
        (Some(about), Some(instrument)) => {
            same(about, instrument)?;
            vec![symbol(instrument)]
        }
        (None, None) => Vec::new(),
        (Some(_), None) | (None, Some(_)) => return Err(Unsayable::Instrument),
    };
    let path = push_setting(&mut params, &setting);
    Ok(Call {
        method: Method::Post,
        path,
        params,
        auth: SIGNED,
        purpose: Purpose::Change {
            halt_epoch,
            deadline,
        },
        life: facts::REQUEST_LIFE,
        weight: weight::SETTING,
    })
}

fn push_setting(params: &mut Params, setting: &Setting) -> &'static str {
    match setting {
        Setting::Leverage { leverage, .. } => {
            params.push(("leverage", leverage.to_string()));
            "/fapi/v1/leverage"
        }
        Setting::Margin { mode, .. } => {
            let word = match mode {
                MarginMode::Cross => "CROSSED",
                MarginMode::Isolated => "ISOLATED",
            };
            params.push(("marginType", word.to_string()));
            "/fapi/v1/marginType"
        }
        Setting::Positions(mode) => {
            let word = match mode {
                PositionMode::OneWay => "false",
                PositionMode::Hedge => "true",
            };
            params.push(("dualSidePosition", word.to_string()));
            "/fapi/v1/positionSide/dual"
        }
        Setting::Assets(mode) => {
            let word = match mode {
                AssetsMode::Single => "false",
                AssetsMode::Multi => "true",
            };
            params.push(("multiAssetsMargin", word.to_string()));
            "/fapi/v1/multiAssetsMargin"
        }
        Setting::PositionMargin {
            position, change, ..
        } => {
            let (amount, kind) = match change {
                MarginMove::Add(amount) => (amount, "1"),
                MarginMove::Take(amount) => (amount, "2"),
            };
            params.push(("positionSide", position_word(*position).to_string()));
            params.push(("amount", amount.to_string()));
            params.push(("type", kind.to_string()));
            "/fapi/v1/positionMargin"
        }
    }
}
