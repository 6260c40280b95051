//! What the three-way check found, in the journal's own form: books, compared and foreign trades, movements, breaks.

use super::event_parts::CauseView;
use super::order_view::FillView;
use super::payment_view::{CloseView, PaymentView};
use super::position_side;
use domain::{
    AccountId, Amount, Asset, Liquidity, OrderId, PositionSide, Price, Qty, Side, Symbol, Time,
    VenueOrderId, VenueTradeId,
};
use serde::{Deserialize, Serialize};
use trading::{
    AccountBook, BookKept, Break, BreakEnd, BreakKey, ComparedTrades, Event, Movement, Sides,
    StatedTrade,
};

/// The events of the check.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum ComparisonView {
    BookOpened {
        account: AccountId,
        since: Time,
        balances: Vec<(Asset, Amount)>,
        cursors: Vec<(Symbol, VenueTradeId)>,
        at: Time,
    },
    Compared {
        account: AccountId,
        symbol: Symbol,
        last: VenueTradeId,
        seen: Vec<VenueTradeId>,
        at: Time,
    },
    ForeignTrade {
        account: AccountId,
        trade: TradeView,
        at: Time,
    },
    Moved {
        account: AccountId,
        movement: MovementView,
        at: Time,
    },
    BreakFound {
        found: BreakView,
    },
    BreakEnded {
        account: AccountId,
        key: KeyView,
        accepted: Option<CauseView>,
        adjusted: Option<Amount>,
        at: Time,
    },
}

/// Trades that a round compared.
pub(super) fn compared(account: AccountId, trades: &ComparedTrades, at: Time) -> ComparisonView {
    ComparisonView::Compared {
        account,
        symbol: trades.symbol,
        last: trades.last,
        seen: trades.seen.clone(),
        at,
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TradeView {
    trade: VenueTradeId,
    venue_order: VenueOrderId,
    symbol: Symbol,
    side: Side,
    #[serde(
        default = "position_side::net",
        skip_serializing_if = "position_side::is_net"
    )]
    position: PositionSide,
    price: Price,
    qty: Qty,
    fee: Amount,
    fee_asset: Asset,
    liquidity: Liquidity,
    at: Time,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MovementView {
    asset: Asset,
    amount: Amount,
    at: Time,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum KeyView {
    Order { symbol: Symbol, order: OrderId },
    Trade { symbol: Symbol, trade: VenueTradeId },
    ForeignOrder { symbol: Symbol, order: VenueOrderId },
    ForeignTrade { symbol: Symbol, trade: VenueTradeId },
    Balance { asset: Asset },
    Position { symbol: Symbol, side: PositionSide },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BreakView {
    account: AccountId,
    key: KeyView,
    ours: Option<Amount>,
    venue: Option<Amount>,
    trades: Option<Amount>,
    first_seen: Time,
    at: Time,
}

/// An account's book as a snapshot keeps it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BookView {
    account: AccountId,
    since: Time,
    balances: Vec<(Asset, Amount)>,
    traded: Vec<(Asset, Amount)>,
    cursors: Vec<(Symbol, VenueTradeId)>,
    unconfirmed: Vec<FillView>,
    foreign: Vec<(Symbol, VenueTradeId)>,
    movements: Vec<MovementView>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    held: Vec<(Symbol, Amount)>,
    /// What the two positions of hedge mode come to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    held_by_side: Vec<(Symbol, PositionSide, Amount)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    payments: Vec<PaymentView>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    closes: Vec<CloseView>,
}

impl ComparisonView {
    pub(super) fn ended(
        (account, key): (AccountId, BreakKey),
        end: &BreakEnd,
        (adjusted, at): (Option<Amount>, Time),
    ) -> Self {
        Self::BreakEnded {
            account,
            key: KeyView::of(key),
            accepted: match end {
                BreakEnd::Agreed => None,
                BreakEnd::Accepted(cause) => Some(CauseView::of(cause)),
            },
            adjusted,
            at,
        }
    }

    pub(super) fn event(self) -> Event {
        match self {
            Self::BookOpened {
                account,
                since,
                balances,
                cursors,
                at,
            } => Event::BookOpened {
                account,
                since,
                balances,
                cursors,
                at,
            },
            Self::Compared {
                account,
                symbol,
                last,
                seen,
                at,
            } => Event::Compared {
                account,
                trades: ComparedTrades { symbol, last, seen },
                at,
            },
            Self::ForeignTrade { account, trade, at } => Event::ForeignTrade {
                account,
                trade: trade.trade(),
                at,
            },
            Self::Moved {
                account,
                movement,
                at,
            } => Event::Moved {
                account,
                movement: movement.movement(),
                at,
            },
            Self::BreakFound { found } => Event::BreakFound {
                found: found.found(),
            },
            Self::BreakEnded {
                account,
                key,
                accepted,
                adjusted,
                at,
            } => Event::BreakEnded {
                account,
                key: key.key(),
                end: accepted.map_or(BreakEnd::Agreed, |cause| BreakEnd::Accepted(cause.cause())),
                adjusted,
                at,
            },
        }
    }
}

impl TradeView {
    pub(super) const fn of(trade: &StatedTrade) -> Self {
        Self {
            trade: trade.trade,
            venue_order: trade.venue_order,
            symbol: trade.symbol,
            side: trade.side,
            position: trade.position,
            price: trade.price,
            qty: trade.qty,
            fee: trade.fee,
            fee_asset: trade.fee_asset,
            liquidity: trade.liquidity,
            at: trade.at,
        }
    }

    const fn trade(self) -> StatedTrade {
        StatedTrade {
            trade: self.trade,
            venue_order: self.venue_order,
            symbol: self.symbol,
            side: self.side,
            position: self.position,
            price: self.price,
            qty: self.qty,
            fee: self.fee,
            fee_asset: self.fee_asset,
            liquidity: self.liquidity,
            at: self.at,
        }
    }
}

impl MovementView {
    pub(super) const fn of(movement: Movement) -> Self {
        Self {
            asset: movement.asset,
            amount: movement.amount,
            at: movement.at,
        }
    }

    const fn movement(self) -> Movement {
        Movement {
            asset: self.asset,
            amount: self.amount,
            at: self.at,
        }
    }
}

impl KeyView {
    pub(super) const fn of(key: BreakKey) -> Self {
        match key {
            BreakKey::Order(symbol, order) => Self::Order { symbol, order },
            BreakKey::Trade(symbol, trade) => Self::Trade { symbol, trade },
            BreakKey::ForeignOrder(symbol, order) => Self::ForeignOrder { symbol, order },
            BreakKey::ForeignTrade(symbol, trade) => Self::ForeignTrade { symbol, trade },
            BreakKey::Balance(asset) => Self::Balance { asset },
            BreakKey::Position(symbol, side) => Self::Position { symbol, side },
        }
    }

    const fn key(self) -> BreakKey {
        match self {
            Self::Order { symbol, order } => BreakKey::Order(symbol, order),
            Self::Trade { symbol, trade } => BreakKey::Trade(symbol, trade),
            Self::ForeignOrder { symbol, order } => BreakKey::ForeignOrder(symbol, order),
            Self::ForeignTrade { symbol, trade } => BreakKey::ForeignTrade(symbol, trade),
            Self::Balance { asset } => BreakKey::Balance(asset),
            Self::Position { symbol, side } => BreakKey::Position(symbol, side),
        }
    }
}

impl BreakView {
    pub(super) const fn of(found: &Break) -> Self {
        Self {
            account: found.account,
            key: KeyView::of(found.key),
            ours: found.sides.ours,
            venue: found.sides.venue,
            trades: found.sides.trades,
            first_seen: found.first_seen,
            at: found.at,
        }
    }

    pub(super) const fn found(self) -> Break {
        Break {
            account: self.account,
            key: self.key.key(),
            sides: Sides {
                ours: self.ours,
                venue: self.venue,
                trades: self.trades,
            },
            first_seen: self.first_seen,
            at: self.at,
        }
    }
}

impl BookView {
    pub(super) fn of(kept: &BookKept) -> Self {
        let book = &kept.book;
        Self {
            account: kept.account,
            since: book.since,
            balances: book.balances.iter().map(|(a, b)| (*a, *b)).collect(),
            traded: book.traded.iter().map(|(a, b)| (*a, *b)).collect(),
            cursors: book.cursors.iter().map(|(a, b)| (*a, *b)).collect(),
            unconfirmed: book.unconfirmed.values().map(FillView::of).collect(),
            foreign: book.foreign.iter().copied().collect(),
            movements: book
                .movements
                .iter()
                .copied()
                .map(MovementView::of)
                .collect(),
            held: book
                .held
                .iter()
                .filter(|((_, side), _)| position_side::is_net(side))
                .map(|((symbol, _), held)| (*symbol, *held))
                .collect(),
            held_by_side: book
                .held
                .iter()
                .filter(|((_, side), _)| !position_side::is_net(side))
                .map(|((symbol, side), held)| (*symbol, *side, *held))
                .collect(),
            payments: book.payments.iter().map(PaymentView::of).collect(),
            closes: book.closes.iter().map(CloseView::of).collect(),
        }
    }

    pub(super) fn kept(self) -> BookKept {
        let mut book = AccountBook::new(self.since, self.balances.into_iter().collect());
        book.traded = self.traded.into_iter().collect();
        book.cursors = self.cursors.into_iter().collect();
        let fills = self.unconfirmed.into_iter().map(FillView::fill);
        book.unconfirmed = fills
            .map(|fill| ((fill.symbol, fill.trade), fill))
            .collect();
        book.foreign = self.foreign.into_iter().collect();
        let movements = self.movements.into_iter();
        book.movements = movements.map(MovementView::movement).collect();
        let net = self.held.into_iter();
        let net = net.map(|(symbol, held)| ((symbol, position_side::net()), held));
        let by_side = self.held_by_side.into_iter();
        let by_side = by_side.map(|(symbol, side, held)| ((symbol, side), held));
        book.held = net.chain(by_side).collect();
        let payments = self.payments.into_iter();
        book.payments = payments.map(PaymentView::payment).collect();
        book.closes = self.closes.into_iter().map(CloseView::close).collect();
        BookKept {
            account: self.account,
            book,
        }
    }
}
