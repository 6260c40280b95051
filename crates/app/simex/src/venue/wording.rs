//! How refusals are worded: one table makes the reasons, their statuses, codes and words, and the list of all of them,
//! so that nothing can be refused in words that no list holds. Never decides which refusal is due.

use super::market_refusal::MarketRefusal;
use super::refusal::{Refusal, ServerTrouble};
use super::spot::{SpotRefusal, spot_wordings};
use super::streams::StreamRefusal;
use super::usdm::refusal::{No, usdm_wordings};
use super::wallet::WalletNo;
use super::ws_api::SessionRefusal;

/// A code and the words that go with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wording {
    /// Binance's code.
    pub code: i32,
    /// Binance's words. A name in braces stands for a value; doubled braces stand for themselves.
    pub words: &'static str,
}

/// A refusal as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Binance's code.
    pub(crate) code: i32,
    /// Binance's words.
    pub(crate) words: String,
}

/// A reason of somebody else's that is told here.
pub(crate) trait Told {
    /// How it is told.
    fn said(&self) -> Said;
}

/// Makes an enum of refusals: each with its status, code and words, and where its values are told otherwise than they
/// stand, how. The refusals of other tables may stand within.
macro_rules! refusals {
    (
        $(#[$meta:meta])*
        $name:ident {
            $(
                $(#[$doc:meta])*
                $refusal:ident
                $( ( $($place:ident : $of:ty),+ ) )?
                $( { $($field:ident : $kind:ty),+ } )?
                = $status:literal, $code:literal, $words:literal
                $( where $($shown:ident = $how:expr),+ )?;
            )*
        }
        $( within { $( $(#[$within_doc:meta])* $within:ident ( $other:ty ); )* } )?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) enum $name {
            $( $(#[$doc])* $refusal $( ( $($of),+ ) )? $( { $($field : $kind),+ } )?, )*
            $( $( $(#[$within_doc])* $within($other), )* )?
        }

        impl $name {
            /// Every wording of this table.
            pub(crate) const WORDINGS: &'static [$crate::venue::wording::Wording] = &[
                $( $crate::venue::wording::Wording { code: $code, words: $words }, )*
            ];

            /// How it is told.
            pub(crate) fn said(&self) -> $crate::venue::wording::Said {
                match self {
                    $(
                        Self::$refusal $( ( $($place),+ ) )? $( { $($field),+ } )? =>
                            $crate::venue::wording::Said {
                                status: $status,
                                code: $code,
                                words: format!($words $( , $($shown = $how),+ )?),
                            },
                    )*
                    $( $( Self::$within(refusal) => refusal.said(), )* )?
                }
            }
        }
    };
}
pub(crate) use refusals;

/// Every wording there is, table by table; the same words may stand in two of them.
pub fn wordings() -> impl Iterator<Item = Wording> {
    let tables = [
        Refusal::WORDINGS,
        ServerTrouble::WORDINGS,
        SpotRefusal::WORDINGS,
        MarketRefusal::WORDINGS,
        SessionRefusal::WORDINGS,
        StreamRefusal::WORDINGS,
        No::WORDINGS,
        WalletNo::WORDINGS,
    ];
    let tables = tables.into_iter().flatten().copied();
    tables.chain(spot_wordings()).chain(usdm_wordings())
}
