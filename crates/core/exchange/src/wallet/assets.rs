//! What can be deposited and withdrawn, over which networks, at which fees and least amounts: data of the simulated venue.
//! Never a live figure; amounts are counted in units of the eighth decimal place.

use super::addresses::Shape;
use domain::{Asset, Qty};

/// Decimal places of the amounts of this table.
const TABLE_PLACES: u32 = 8;
/// One whole unit in the amounts of this table.
const ONE: u64 = 100_000_000;

/// An asset of the venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssetInfo {
    /// Its short name.
    pub asset: &'static str,
    /// Its long name.
    pub name: &'static str,
    /// The ways in and out; the first one is taken when none is named.
    pub routes: &'static [Route],
}

/// A way in and out for one asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// Over which network.
    pub chain: &'static Chain,
    /// What the venue keeps of a withdrawal.
    fee: u64,
    /// Least withdrawal, with the fee.
    min: u64,
    /// Largest withdrawal.
    max: u64,
    /// Every withdrawal is a multiple of this.
    step: u64,
    /// A smaller deposit is not credited.
    dust: u64,
    /// Confirmations that credit a deposit.
    pub confirms: u32,
    /// Confirmations after which it may be withdrawn.
    pub unlock_confirms: u32,
    /// The asset's contract on the chain; empty when it is the chain's own.
    pub contract: &'static str,
}

/// A network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// Its short name.
    pub network: &'static str,
    /// Its long name.
    pub name: &'static str,
    /// What its addresses look like.
    pub shape: Shape,
    /// Whether an address needs a tag.
    pub tag: TagRule,
    /// Between two blocks, in milliseconds.
    pub block_ms: u64,
    /// Where addresses can be looked up; the address follows.
    pub explorer: &'static str,
}

/// Whether addresses of a network bear a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagRule {
    /// They never do.
    None,
    /// A number tells the accounts at one address apart.
    Number,
}

impl TagRule {
    /// What a tag must match, as a regular expression; empty when there is none.
    #[must_use]
    pub const fn regex(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Number => "^((?!0)[0-9]{1,10})$",
        }
    }
}

/// Every asset of the venue, by name.
#[must_use]
pub const fn assets() -> &'static [AssetInfo] {
    ASSETS
}

/// The asset of this name.
#[must_use]
pub fn asset_info(asset: Asset) -> Option<&'static AssetInfo> {
    ASSETS.iter().find(|info| info.asset == asset.as_str())
}

impl AssetInfo {
    /// The way over a network, or the first one when none is named.
    #[must_use]
    pub fn route(&self, network: Option<&str>) -> Option<&'static Route> {
        match network {
            None => self.routes.first(),
            Some(network) => self.routes.iter().find(|way| way.chain.network == network),
        }
    }
}

impl Route {
    /// What the venue keeps of a withdrawal.
    #[must_use]
    pub fn fee(&self) -> Qty {
        qty(self.fee)
    }

    /// Least withdrawal, with the fee.
    #[must_use]
    pub fn min(&self) -> Qty {
        qty(self.min)
    }

    /// Largest withdrawal.
    #[must_use]
    pub fn max(&self) -> Qty {
        qty(self.max)
    }

    /// Every withdrawal is a multiple of this.
    #[must_use]
    pub fn step(&self) -> Qty {
        qty(self.step)
    }

    /// A smaller deposit is not credited.
    #[must_use]
    pub fn dust(&self) -> Qty {
        qty(self.dust)
    }
}

fn qty(units: u64) -> Qty {
    Qty::from_parts(i128::from(units), TABLE_PLACES).unwrap_or(Qty::ZERO)
}

static BITCOIN: Chain = Chain {
    network: "BTC",
    name: "Bitcoin",
    shape: Shape::Base58 {
        prefix: "1",
        len: 34,
    },
    tag: TagRule::None,
    block_ms: 600_000,
    explorer: "https://explorer.invalid/btc/",
};
static ETHEREUM: Chain = Chain {
    network: "ETH",
    name: "Ethereum (ERC20)",
    shape: Shape::Hex,
    tag: TagRule::None,
    block_ms: 12_000,
    explorer: "https://explorer.invalid/eth/",
};
static BNB_CHAIN: Chain = Chain {
    network: "BSC",
    name: "BNB Smart Chain (BEP20)",
    shape: Shape::Hex,
    tag: TagRule::None,
    block_ms: 750,
    explorer: "https://explorer.invalid/bsc/",
};
static TRON: Chain = Chain {
    network: "TRX",
    name: "Tron (TRC20)",
    shape: Shape::Base58 {
        prefix: "T",
        len: 34,
    },
    tag: TagRule::None,
    block_ms: 3_000,
    explorer: "https://explorer.invalid/trx/",
};
static LITECOIN: Chain = Chain {
    network: "LTC",
    name: "Litecoin",
    shape: Shape::Base58 {
        prefix: "L",
        len: 34,
    },
    tag: TagRule::None,
    block_ms: 150_000,
    explorer: "https://explorer.invalid/ltc/",
};
static SOLANA: Chain = Chain {
    network: "SOL",
    name: "Solana",
    shape: Shape::Base58 {
        prefix: "",
        len: 44,
    },
    tag: TagRule::None,
    block_ms: 400,
    explorer: "https://explorer.invalid/sol/",
};
static RIPPLE: Chain = Chain {
    network: "XRP",
    name: "Ripple",
    shape: Shape::Base58 {
        prefix: "r",
        len: 34,
    },
    tag: TagRule::Number,
    block_ms: 4_000,
    explorer: "https://explorer.invalid/xrp/",
};
static DOGE_CHAIN: Chain = Chain {
    network: "DOGE",
    name: "Dogecoin",
    shape: Shape::Base58 {
        prefix: "D",
        len: 34,
    },
    tag: TagRule::None,
    block_ms: 60_000,
    explorer: "https://explorer.invalid/doge/",
};

/// The chain's own asset: step of eight places, no contract.
const fn native(chain: &'static Chain, fee: u64, min: u64, confirms: (u32, u32)) -> Route {
    Route {
        chain,
        fee,
        min,
        max: 10_000_000 * ONE,
        step: 1,
        dust: min / 10,
        confirms: confirms.0,
        unlock_confirms: confirms.1,
        contract: "",
    }
}

/// An asset that lives in a contract on the chain.
const fn token(
    chain: &'static Chain,
    fee: u64,
    min: u64,
    confirms: (u32, u32),
    contract: &'static str,
) -> Route {
    Route {
        contract,
        ..native(chain, fee, min, confirms)
    }
}

/// A dollar token: whole millionths.
const fn dollars(
    chain: &'static Chain,
    fee: u64,
    confirms: (u32, u32),
    contract: &'static str,
) -> Route {
    Route {
        step: 100,
        max: 50_000_000 * ONE,
        ..token(chain, fee, 10 * ONE, confirms, contract)
    }
}

const ON_ETH: (u32, u32) = (6, 64);
const ON_BSC: (u32, u32) = (5, 15);
const ON_TRX: (u32, u32) = (1, 1);
const ON_SOL: (u32, u32) = (60, 100);

static ASSETS: &[AssetInfo] = &[
    AssetInfo {
        asset: "BNB",
        name: "BNB",
        routes: &[native(&BNB_CHAIN, 1_000, 200_000, ON_BSC)],
    },
    AssetInfo {
        asset: "BTC",
        name: "Bitcoin",
        routes: &[
            native(&BITCOIN, 1_500, 3_000, (1, 2)),
            token(
                &BNB_CHAIN,
                200,
                400,
                ON_BSC,
                "0x00000000000000000000000000000000000000b1",
            ),
        ],
    },
    AssetInfo {
        asset: "DOGE",
        name: "Dogecoin",
        routes: &[native(&DOGE_CHAIN, 4 * ONE, 10 * ONE, (30, 50))],
    },
    AssetInfo {
        asset: "ETH",
        name: "Ethereum",
        routes: &[
            native(&ETHEREUM, 30_000, 100_000, ON_ETH),
            token(
                &BNB_CHAIN,
                4_000,
                20_000,
                ON_BSC,
                "0x00000000000000000000000000000000000000b2",
            ),
        ],
    },
    AssetInfo {
        asset: "LTC",
        name: "Litecoin",
        routes: &[
            native(&LITECOIN, 10_000, 200_000, (3, 4)),
            token(
                &BNB_CHAIN,
                14_000,
                200_000,
                ON_BSC,
                "0x00000000000000000000000000000000000000b3",
            ),
        ],
    },
    AssetInfo {
        asset: "SOL",
        name: "Solana",
        routes: &[native(&SOLANA, 100_000, 10_000_000, ON_SOL)],
    },
    AssetInfo {
        asset: "TRX",
        name: "TRON",
        routes: &[native(&TRON, ONE, 2 * ONE, ON_TRX)],
    },
    AssetInfo {
        asset: "USDC",
        name: "USDC",
        routes: &[
            dollars(
                &ETHEREUM,
                2 * ONE,
                ON_ETH,
                "0x00000000000000000000000000000000000000c1",
            ),
            dollars(
                &BNB_CHAIN,
                1_000_000,
                ON_BSC,
                "0x00000000000000000000000000000000000000c2",
            ),
        ],
    },
    AssetInfo {
        asset: "USDT",
        name: "TetherUS",
        routes: &[
            dollars(
                &ETHEREUM,
                2 * ONE,
                ON_ETH,
                "0x00000000000000000000000000000000000000d1",
            ),
            dollars(
                &BNB_CHAIN,
                1_000_000,
                ON_BSC,
                "0x00000000000000000000000000000000000000d2",
            ),
            dollars(&TRON, ONE, ON_TRX, "T0000000000000000000000000000000d3"),
        ],
    },
    AssetInfo {
        asset: "XRP",
        name: "XRP",
        routes: &[native(&RIPPLE, 20_000_000, 2 * ONE, (1, 1))],
    },
];
