//! How sockets of each kind behave: how often they are pinged, how long they may be silent, how much they may say.
//! Numbers only.

use super::{Feed, Kind};
use crate::venue::route::Product;
use domain::Span;

/// A socket ends at this age.
pub(super) const AGE_MAX: Span = Span::from_secs(86_400);

/// How sockets of a kind behave.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manners {
    /// A ping goes out this often.
    pub(super) ping_every: Span,
    /// A socket that has not answered a ping for this long is dead.
    pub(super) silence_max: Span,
    /// Messages, pings and pongs accepted per second; none where weight is counted.
    pub(super) messages_per_second: Option<u32>,
}

impl Kind {
    /// Whose sockets these are.
    pub(crate) const fn product(&self) -> Product {
        match self {
            Self::Market(tuned) => match tuned.feed {
                Feed::Spot => Product::Spot,
                Feed::UsdmPublic | Feed::UsdmMarket => Product::Usdm,
            },
            Self::Private => Product::Usdm,
            Self::Api(product) => *product,
        }
    }

    pub(super) const fn manners(&self) -> Manners {
        let messages_per_second = match self {
            Self::Market(_) | Self::Private => Some(match self.product() {
                Product::Spot | Product::Wallet => 5,
                Product::Usdm => 10,
            }),
            Self::Api(_) => None,
        };
        match self.product() {
            Product::Spot | Product::Wallet => Manners {
                ping_every: Span::from_secs(20),
                silence_max: Span::from_secs(60),
                messages_per_second,
            },
            Product::Usdm => Manners {
                ping_every: Span::from_secs(180),
                silence_max: Span::from_secs(600),
                messages_per_second,
            },
        }
    }
}
