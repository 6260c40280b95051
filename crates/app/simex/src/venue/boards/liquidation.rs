//! The public message of a position that the exchange closed. Never whose it was.

use super::board::Board;
use super::figures;
use super::text::Text;
use domain::Side;
use exchange::futures::FuturesOrder;

/// Writes the message of an order that closes a position.
pub(super) fn put(text: &mut Text, board: &Board, order: &FuturesOrder) {
    let price = order.price.map_or(0, figures::of_price);
    let average = order.average.map_or(price, figures::of_price);
    let (qty, filled) = (figures::of_qty(order.qty), figures::of_qty(order.filled));
    text.open('{').name("e").quoted("forceOrder");
    text.name("E").time(order.updated).name("o").open('{');
    text.name("s").quoted(&board.name);
    text.name("S").quoted(match order.side {
        Side::Buy => "BUY",
        Side::Sell => "SELL",
    });
    text.name("o").quoted("LIMIT").name("f").quoted("IOC");
    text.name("q").qty(qty).name("p").price(price);
    text.name("ap").price(average);
    text.name("X")
        .quoted(if filled == qty { "FILLED" } else { "EXPIRED" });
    text.name("l").qty(filled).name("z").qty(filled);
    text.name("T").time(order.updated).close('}');
    board.put_pair(text);
    text.close('}');
}
