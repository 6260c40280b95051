"""A whole day on a USD-M perpetual, written once in the exchange's own words. Never knows which client carries it.

A client offers, as coroutines with Binance's parameters and Binance's JSON: `book`, `account`, `set_leverage`,
`set_margin_type`, `place`, `modify`, `query`, `cancel`, `place_algo`, `open_algos`, `cancel_algo`, `positions`, `trades`,
`income`; and `report(client_id, kind)`, which waits for the order's event when it has a stream.
"""

from decimal import Decimal

from session import exact, expect, fit, fresh_id, plain, refused, same

SYMBOL = "BTCUSDT"
TICK = "0.1"
LEVERAGE = 5
QTY = "0.02"


def wallet(account):
    """The USDT wallet, to the last digit."""
    return next(exact(row["walletBalance"]) for row in account["assets"] if row["asset"] == "USDT")


async def best(venue):
    """Best bid and ask."""
    book = await venue.book(SYMBOL)
    expect(len(book["bids"]) >= 20 and len(book["asks"]) >= 20, "the book has levels", len(book["bids"]))
    bid, ask = Decimal(book["bids"][0][0]), Decimal(book["asks"][0][0])
    expect(bid < ask, "the book is not crossed", bid, ask)
    return bid, ask


async def position(venue):
    """The one-way position: quantity and entry price."""
    rows = [row for row in await venue.positions(SYMBOL) if row["symbol"] == SYMBOL and row["positionSide"] == "BOTH"]
    if not rows:
        return Decimal(0), Decimal(0)
    same(len(rows), 1, "rows of the position")
    return exact(rows[0]["positionAmt"]), exact(rows[0]["entryPrice"])


async def settings(venue, say):
    """Leverage and margin type."""
    answer = await venue.set_leverage(symbol=SYMBOL, leverage=LEVERAGE)
    same(int(answer["leverage"]), LEVERAGE, "the leverage")
    await venue.set_margin_type(symbol=SYMBOL, marginType="ISOLATED")
    await refused(venue.set_margin_type(symbol=SYMBOL, marginType="ISOLATED"), [-4046, "No need to change"], "the same margin type again")
    await refused(venue.set_leverage(symbol=SYMBOL, leverage=500), [-4028, "not valid", "leverage should be between"], "a leverage beyond the limit")
    say.step(f"leverage {LEVERAGE}, isolated")


async def rest_and_modify(venue, say):
    """A resting order is modified in place and cancelled."""
    bid, _ = await best(venue)
    price, moved, name = (plain(fit(bid * Decimal("0.9"), TICK)), plain(fit(bid * Decimal("0.91"), TICK)), fresh_id("fut"))
    order = await venue.place(symbol=SYMBOL, side="BUY", type="LIMIT", timeInForce="GTC", quantity="0.01", price=price, newClientOrderId=name)
    same((order["status"], order["clientOrderId"]), ("NEW", name), "a far order rests")
    await venue.report(name, "NEW")
    changed = await venue.modify(symbol=SYMBOL, side="BUY", origClientOrderId=name, orderId=order["orderId"], quantity="0.012", price=moved)
    same((changed["orderId"], Decimal(changed["price"]), Decimal(changed["origQty"])), (order["orderId"], Decimal(moved), Decimal("0.012")), "the order modified")
    await venue.report(name, "AMENDMENT")
    found = await venue.query(symbol=SYMBOL, origClientOrderId=name)
    same((found["status"], Decimal(found["price"])), ("NEW", Decimal(moved)), "the order as kept")
    gone = await venue.cancel(symbol=SYMBOL, origClientOrderId=name)
    same(gone["status"], "CANCELED", "the order cancelled")
    await venue.report(name, "CANCELED")
    say.step(f"limit at {price} modified to {moved}, cancelled")


async def open_position(venue, say):
    """A market order opens a position at its average price."""
    name = fresh_id("fut")
    order = await venue.place(symbol=SYMBOL, side="BUY", type="MARKET", quantity=QTY, newClientOrderId=name, newOrderRespType="RESULT")
    same((order["status"], exact(order["executedQty"])), ("FILLED", Decimal(QTY)), "the order that opens")
    await venue.report(name, "TRADE")
    qty, entry = await position(venue)
    same(qty, Decimal(QTY), "the position")
    trades = [row for row in await venue.trades(SYMBOL) if row["orderId"] == order["orderId"]]
    worth = sum(exact(row["price"]) * exact(row["qty"]) for row in trades)
    expect(abs(entry - worth / Decimal(QTY)) < Decimal("0.0001"), "the entry is the average of the fills", entry, worth)
    say.step(f"long {QTY} at {plain(entry)}")


async def algo_stop(venue, say):
    """Conditional orders live behind an endpoint of their own."""
    bid, _ = await best(venue)
    trigger, name = plain(fit(bid * Decimal("0.93"), TICK)), fresh_id("algo")
    old = venue.place_old_stop(symbol=SYMBOL, side="SELL", type="STOP_MARKET", stopPrice=trigger, quantity=QTY, reduceOnly="true")
    await refused(old, [-4120, "Algo Order"], "a stop through the order endpoint")
    placed = await venue.place_algo(
        algoType="CONDITIONAL", symbol=SYMBOL, side="SELL", type="STOP_MARKET", quantity=QTY,
        triggerPrice=trigger, reduceOnly="true", workingType="CONTRACT_PRICE", clientAlgoId=name,
    )
    same((placed["algoStatus"], placed["clientAlgoId"], Decimal(placed["triggerPrice"])), ("NEW", name, Decimal(trigger)), "the stop")
    await venue.report(name, "ALGO")
    same([row["clientAlgoId"] for row in await venue.open_algos(SYMBOL)], [name], "the stop stands")
    await venue.cancel_algo(symbol=SYMBOL, algoId=placed["algoId"])
    same(await venue.open_algos(SYMBOL), [], "the stop is gone")
    say.step(f"algo stop waits at {trigger} and is cancelled")


async def close_position(venue, say):
    """A reduce-only market order closes it; a second one has nothing to reduce."""
    name = fresh_id("fut")
    order = await venue.place(symbol=SYMBOL, side="SELL", type="MARKET", quantity=QTY, reduceOnly="true", newClientOrderId=name, newOrderRespType="RESULT")
    same((order["status"], exact(order["executedQty"])), ("FILLED", Decimal(QTY)), "the order that closes")
    await venue.report(name, "TRADE")
    same((await position(venue))[0], 0, "the position afterwards")
    again = venue.place(symbol=SYMBOL, side="SELL", type="MARKET", quantity=QTY, reduceOnly="true")
    await refused(again, [-2022, "ReduceOnly"], "reducing nothing")
    say.step("closed; reducing nothing is refused")


async def reconcile(venue, say, start):
    """Start plus income is the end; income is profit and fees of the trades."""
    trades = await venue.trades(SYMBOL)
    income = await venue.income()
    by_kind = {}
    for row in income:
        by_kind[row["incomeType"]] = by_kind.get(row["incomeType"], Decimal(0)) + exact(row["income"])
    same(by_kind.get("REALIZED_PNL", Decimal(0)), sum(exact(row["realizedPnl"]) for row in trades), "realised profit")
    same(-by_kind.get("COMMISSION", Decimal(0)), sum(exact(row["commission"]) for row in trades), "fees")
    expect(by_kind.get("COMMISSION", Decimal(0)) < 0, "fees are charged", by_kind)
    moved = sum(value for kind, value in by_kind.items() if kind not in ("TRANSFER", "WELCOME_BONUS"))
    end = wallet(await venue.account())
    same(end, start + moved, "the wallet at the end")
    say.step(f"{len(trades)} trades and {len(income)} rows of income reconcile: USDT {plain(end)}")


async def trade_futures(venue, say):
    """The whole day."""
    bid, ask = await best(venue)
    start = wallet(await venue.account())
    same(start, Decimal(5000), "the wallet at the start")
    say.step(f"perpetual book {bid} / {ask}, wallet {plain(start)}")
    await settings(venue, say)
    for part in (rest_and_modify, open_position, algo_stop, close_position):
        await part(venue, say)
    await reconcile(venue, say, start)
