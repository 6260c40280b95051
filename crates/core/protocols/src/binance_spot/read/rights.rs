//! Reads what the venue says of a key. Never takes a right for absent because its field is.

use alloc::collections::BTreeSet;
use domain::Time;
use gate::{KeyFacts, KeyReach, KeyRight};
use serde::Deserialize;
use serde::Deserializer;

/// A switch of the venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Allowed {
    Yes,
    No,
}

fn allowed<'de, D: Deserializer<'de>>(d: D) -> Result<Allowed, D::Error> {
    let yes = bool::deserialize(d)?;
    Ok(if yes { Allowed::Yes } else { Allowed::No })
}

/// Rights that came to the venue later than the others are absent in older answers.
const fn absent() -> Allowed {
    Allowed::No
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawRights {
    #[serde(deserialize_with = "allowed")]
    ip_restrict: Allowed,
    create_time: Option<i64>,
    trading_authority_expiration_time: Option<i64>,
    #[serde(deserialize_with = "allowed")]
    enable_reading: Allowed,
    #[serde(deserialize_with = "allowed")]
    enable_withdrawals: Allowed,
    #[serde(deserialize_with = "allowed")]
    enable_internal_transfer: Allowed,
    #[serde(deserialize_with = "allowed")]
    enable_margin: Allowed,
    #[serde(deserialize_with = "allowed")]
    enable_futures: Allowed,
    #[serde(deserialize_with = "allowed")]
    permits_universal_transfer: Allowed,
    #[serde(deserialize_with = "allowed")]
    enable_vanilla_options: Allowed,
    #[serde(deserialize_with = "allowed")]
    enable_spot_and_margin_trading: Allowed,
    #[serde(default = "absent", deserialize_with = "allowed")]
    enable_fix_api_trade: Allowed,
    #[serde(default = "absent", deserialize_with = "allowed")]
    enable_portfolio_margin_trading: Allowed,
}

impl RawRights {
    pub(super) fn facts(self) -> KeyFacts {
        let rights = [
            (self.enable_reading, KeyRight::Read),
            (self.enable_spot_and_margin_trading, KeyRight::Spot),
            (self.enable_futures, KeyRight::Futures),
            (self.enable_margin, KeyRight::Margin),
            (self.enable_vanilla_options, KeyRight::Options),
            (
                self.enable_portfolio_margin_trading,
                KeyRight::PortfolioMargin,
            ),
            (self.enable_fix_api_trade, KeyRight::Fix),
            (self.enable_internal_transfer, KeyRight::InternalTransfer),
            (self.permits_universal_transfer, KeyRight::UniversalTransfer),
            (self.enable_withdrawals, KeyRight::Withdraw),
        ];
        let held = rights.into_iter().filter(|(held, _)| *held == Allowed::Yes);
        let rights: BTreeSet<KeyRight> = held.map(|(_, right)| right).collect();
        KeyFacts {
            rights,
            reach: match self.ip_restrict {
                Allowed::Yes => KeyReach::ListedAddresses,
                Allowed::No => KeyReach::Anywhere,
            },
            created: self.create_time.map(Time::from_millis),
            expires: self
                .trading_authority_expiration_time
                .map(Time::from_millis),
        }
    }
}
