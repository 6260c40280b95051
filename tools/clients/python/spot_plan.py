"""A whole day of spot trading, written once in the exchange's own words. Never knows which client carries it.

A client offers the deeds below as coroutines that take Binance's parameters and give back Binance's JSON unchanged:
`exchange_info`, `book`, `account`, `place`, `query`, `cancel`, `replace`, `open_orders`, `trades`, `place_oco`,
`cancel_list`; and `report(client_id, kind)`, which waits for the execution report of an own order when it has a stream.
"""

import asyncio
from decimal import Decimal

from session import Wrong, exact, expect, fit, fresh_id, plain, refused, same

SYMBOL = "BTCUSDT"
OTHER = "ETHUSDT"
SYMBOLS = ("BTCUSDT", "ETHUSDT", "LTCUSDT", "BNBUSDT", "ETHBTC")
#: Levels a side that a book has from the first second.
LEVELS_MIN = 20
#: How often the first levels may be too deep, or gone, before a partial fill is called impossible.
TRIES = 100
#: How long the market is given to change its first levels.
GLANCE_S = 0.1
#: The most that an order takes from the book to be filled in part, and how much more it asks for.
DEPTH_MAX, MORE = Decimal("0.08"), Decimal("0.1")


class Grid:
    """The grid of one symbol, read from its filters."""

    def __init__(self, listing, symbol):
        found = [row for row in listing["symbols"] if row["symbol"] == symbol]
        same(len(found), 1, f"{symbol} is listed once")
        self.filters = {row["filterType"]: row for row in found[0]["filters"]}
        self.tick = self.filters["PRICE_FILTER"]["tickSize"]
        self.lot = self.filters["LOT_SIZE"]["stepSize"]

    def price(self, value):
        """A price on the grid, as text."""
        return plain(fit(value, self.tick))

    def qty(self, value):
        """A quantity on the grid, as text."""
        return plain(fit(value, self.lot))


def totals(account):
    """Free and locked together, by asset."""
    return {row["asset"]: exact(row["free"]) + exact(row["locked"]) for row in account["balances"]}


def locked(account, asset):
    """What open orders hold of an asset."""
    return next(exact(row["locked"]) for row in account["balances"] if row["asset"] == asset)


async def best(venue, symbol=SYMBOL):
    """Best bid and best ask as (price, quantity)."""
    book = await venue.book(symbol)
    bids, asks = book["bids"], book["asks"]
    expect(len(bids) >= LEVELS_MIN and len(asks) >= LEVELS_MIN, "the book has levels", len(bids), len(asks))
    expect(Decimal(bids[0][0]) < Decimal(asks[0][0]), "the book is not crossed", bids[0], asks[0])
    return tuple(map(Decimal, bids[0])), tuple(map(Decimal, asks[0]))


async def rest_and_cancel(venue, say, grid):
    """An order that rests holds exactly its worth, and gives it back."""
    (bid, _), _ = await best(venue)
    price, qty, name = grid.price(bid * Decimal("0.9")), grid.qty("0.00123"), fresh_id("rest")
    before = locked(await venue.account(), "USDT")
    order = await venue.place(symbol=SYMBOL, side="BUY", type="LIMIT", timeInForce="GTC", quantity=qty, price=price, newClientOrderId=name)
    same((order["status"], order["clientOrderId"]), ("NEW", name), "a far order rests")
    await venue.report(name, "NEW")
    same([row["clientOrderId"] for row in await venue.open_orders(SYMBOL)], [name], "the open orders")
    held = locked(await venue.account(), "USDT") - before
    same(held, Decimal(price) * Decimal(qty), "held for the order")
    say.step(f"limit {qty} at {price} rests and holds {plain(held)} USDT")
    gone = await venue.cancel(symbol=SYMBOL, origClientOrderId=name)
    same(gone["status"], "CANCELED", "a cancelled order")
    await venue.report(name, "CANCELED")
    same(locked(await venue.account(), "USDT"), before, "nothing is held after the cancel")
    found = await venue.query(symbol=SYMBOL, origClientOrderId=name)
    same((found["status"], exact(found["executedQty"])), ("CANCELED", 0), "the order afterwards")
    await refused(venue.cancel(symbol=SYMBOL, origClientOrderId=name), [-2011, "Unknown order"], "a second cancel")
    say.step("cancel gives it back, and a second cancel is refused")


async def partial_fill(venue, say, grid):
    """An order larger than what stands up to its price fills in part and rests with the other part."""
    seen = []
    for _ in range(TRIES):
        depth, price = Decimal(0), None
        for ask, standing in (map(Decimal, level[:2]) for level in (await venue.book(SYMBOL))["asks"]):
            if depth + standing > DEPTH_MAX:
                break
            depth, price = depth + standing, ask
        if price is None:
            await asyncio.sleep(GLANCE_S)
            continue
        qty, name = grid.qty(depth + MORE), fresh_id("part")
        order = await venue.place(symbol=SYMBOL, side="BUY", type="LIMIT", timeInForce="GTC", quantity=qty, price=grid.price(price), newClientOrderId=name)
        filled = exact(order["executedQty"])
        seen.append(f"{order['status']} {order['executedQty']} of {qty}")
        if order["status"] == "NEW":
            await venue.cancel(symbol=SYMBOL, origClientOrderId=name)
            continue
        if order["status"] == "FILLED":
            # The market came towards it: what was bought goes back.
            await venue.place(symbol=SYMBOL, side="SELL", type="MARKET", quantity=qty, newClientOrderId=fresh_id("back"))
            continue
        same(order["status"], "PARTIALLY_FILLED", "an order filled in part")
        expect(0 < filled < Decimal(qty), "a part of it", filled, qty)
        same(sum(exact(fill["qty"]) for fill in order["fills"]), filled, "the fills add up")
        await venue.report(name, "TRADE")
        try:
            gone = await venue.cancel(symbol=SYMBOL, origClientOrderId=name)
        except Wrong:
            raise
        except Exception as error:
            expect("2011" in str(error) or "Unknown order" in str(error), "the rest is cancelled or was filled", str(error))
            continue
        same(gone["status"], "CANCELED", "the rest")
        expect(filled <= exact(gone["executedQty"]) < Decimal(qty), "what was filled stays", gone)
        await venue.report(name, "CANCELED")
        say.step(f"limit {qty} fills {plain(exact(gone['executedQty']))} in part, the rest is cancelled")
        return
    raise Wrong(f"no partial fill in {TRIES} tries: {seen}")


async def market(venue, say, grid):
    """Market orders by quantity and by money."""
    name = fresh_id("market")
    order = await venue.place(symbol=SYMBOL, side="BUY", type="MARKET", quantity=grid.qty("0.01"), newClientOrderId=name)
    same((order["status"], exact(order["executedQty"])), ("FILLED", Decimal("0.01")), "a market order by quantity")
    paid = sum(exact(fill["price"]) * exact(fill["qty"]) for fill in order["fills"])
    same(exact(order["cummulativeQuoteQty"]), paid, "what was paid is the sum of the fills")
    await venue.report(name, "TRADE")
    name = fresh_id("money")
    order = await venue.place(symbol=OTHER, side="BUY", type="MARKET", quoteOrderQty="250", newClientOrderId=name)
    same(order["status"], "FILLED", "a market order by money")
    spent = exact(order["cummulativeQuoteQty"])
    expect(Decimal("225") < spent <= Decimal("250"), "no more than the money is spent", spent)
    await venue.report(name, "TRADE")
    say.step(f"market by quantity costs {plain(paid)}, market for 250 USDT spends {plain(spent)}")


async def at_once_or_not(venue, say, grid):
    """IOC, FOK and post-only."""
    (bid, _), (ask, _) = await best(venue)
    far, near = grid.price(bid * Decimal("0.95")), grid.price(ask * Decimal("1.02"))
    for life in ("IOC", "FOK"):
        name = fresh_id(life)
        order = await venue.place(symbol=SYMBOL, side="BUY", type="LIMIT", timeInForce=life, quantity=grid.qty("0.002"), price=far, newClientOrderId=name)
        same((order["status"], exact(order["executedQty"])), ("EXPIRED", 0), f"{life} that meets nobody")
        await venue.report(name, "EXPIRED")
        name = fresh_id(life)
        order = await venue.place(symbol=SYMBOL, side="BUY", type="LIMIT", timeInForce=life, quantity=grid.qty("0.002"), price=near, newClientOrderId=name)
        same((order["status"], exact(order["executedQty"])), ("FILLED", Decimal("0.002")), f"{life} that meets the book")
        await venue.report(name, "TRADE")
    post = venue.place(symbol=SYMBOL, side="BUY", type="LIMIT_MAKER", quantity=grid.qty("0.002"), price=near, newClientOrderId=fresh_id("post"))
    await refused(post, [-2010, "immediately match"], "a post-only order that would take")
    say.step("IOC and FOK fill at once or expire; post-only that would take is refused")


async def stop(venue, say, grid):
    """A stop rests until its price is met."""
    (bid, _), _ = await best(venue)
    trigger, limit, name = grid.price(bid * Decimal("0.93")), grid.price(bid * Decimal("0.92")), fresh_id("stop")
    order = await venue.place(symbol=SYMBOL, side="SELL", type="STOP_LOSS_LIMIT", timeInForce="GTC", quantity=grid.qty("0.004"), price=limit, stopPrice=trigger, newClientOrderId=name)
    expect(order.get("status") in (None, "NEW"), "a stop is taken", order)
    await venue.report(name, "NEW")
    found = await venue.query(symbol=SYMBOL, origClientOrderId=name)
    same((found["status"], found["type"], Decimal(found["stopPrice"])), ("NEW", "STOP_LOSS_LIMIT", Decimal(trigger)), "the stop as kept")
    same((await venue.cancel(symbol=SYMBOL, origClientOrderId=name))["status"], "CANCELED", "the stop")
    await venue.report(name, "CANCELED")
    say.step(f"stop-loss limit waits at {trigger} and is cancelled")


async def oco(venue, say, grid):
    """One cancels the other: both legs stand, both go."""
    (bid, _), (ask, _) = await best(venue)
    above, below, limit = (grid.price(value) for value in (ask * Decimal("1.05"), bid * Decimal("0.95"), bid * Decimal("0.94")))
    name = fresh_id("oco")
    placed = await venue.place_oco(
        symbol=SYMBOL, side="SELL", quantity=grid.qty("0.003"), listClientOrderId=name,
        aboveType="LIMIT_MAKER", abovePrice=above,
        belowType="STOP_LOSS_LIMIT", belowStopPrice=below, belowPrice=limit, belowTimeInForce="GTC",
    )
    same((placed["contingencyType"], placed["listStatusType"], placed["listOrderStatus"]), ("OCO", "EXEC_STARTED", "EXECUTING"), "the list")
    same(len(placed["orders"]), 2, "legs of the list")
    legs = await venue.open_orders(SYMBOL)
    same(sorted(leg["type"] for leg in legs), ["LIMIT_MAKER", "STOP_LOSS_LIMIT"], "the legs stand")
    same({leg["orderListId"] for leg in legs}, {placed["orderListId"]}, "the legs know their list")
    same(locked(await venue.account(), "BTC"), Decimal("0.003"), "the list holds its quantity once")
    gone = await venue.cancel_list(symbol=SYMBOL, orderListId=placed["orderListId"])
    same(gone["listOrderStatus"], "ALL_DONE", "the list after its cancel")
    same(await venue.open_orders(SYMBOL), [], "open orders after the cancel")
    same(locked(await venue.account(), "BTC"), 0, "nothing is held")
    say.step(f"OCO {above} / {below} stands, holds once, and goes as one")


async def replace(venue, say, grid):
    """Cancel and place in one request."""
    (bid, _), _ = await best(venue)
    first, second = fresh_id("before"), fresh_id("after")
    price = grid.price(bid * Decimal("0.9"))
    order = await venue.place(symbol=SYMBOL, side="BUY", type="LIMIT", timeInForce="GTC", quantity=grid.qty("0.002"), price=price, newClientOrderId=first)
    moved = grid.price(bid * Decimal("0.91"))
    both = await venue.replace(
        symbol=SYMBOL, side="BUY", type="LIMIT", timeInForce="GTC", quantity=grid.qty("0.003"), price=moved,
        cancelReplaceMode="STOP_ON_FAILURE", cancelOrderId=order["orderId"], newClientOrderId=second,
    )
    # A client that tells nothing of the halves is held to what stands afterwards.
    if both is not None:
        same((both["cancelResult"], both["newOrderResult"]), ("SUCCESS", "SUCCESS"), "both halves")
    await venue.report(second, "NEW")
    rows = await venue.open_orders(SYMBOL)
    same([(row["clientOrderId"], Decimal(row["price"])) for row in rows], [(second, Decimal(moved))], "one order stands")
    same((await venue.cancel(symbol=SYMBOL, orderId=rows[0]["orderId"]))["status"], "CANCELED", "the new order")
    await venue.report(second, "CANCELED")
    say.step(f"cancelReplace moves {price} to {moved}")


async def reconcile(venue, say, start):
    """Start plus trades less fees is the end, per asset, to the last digit."""
    wanted, count = dict(start), 0
    for symbol in SYMBOLS:
        base, quote = (symbol[:3], symbol[3:])
        for trade in await venue.trades(symbol):
            count += 1
            qty, paid = exact(trade["qty"]), exact(trade["quoteQty"])
            same(paid, exact(trade["price"]) * qty, "a trade's worth")
            sign = 1 if trade["isBuyer"] else -1
            wanted[base] = wanted.get(base, Decimal(0)) + sign * qty
            wanted[quote] = wanted.get(quote, Decimal(0)) - sign * paid
            fee = trade["commissionAsset"]
            expect(exact(trade["commission"]) > 0, "a fee is charged", trade)
            wanted[fee] = wanted.get(fee, Decimal(0)) - exact(trade["commission"])
    expect(count >= 5, "the trades of the day", count)
    end = totals(await venue.account())
    for asset in sorted(set(wanted) | set(end)):
        same(end.get(asset, Decimal(0)), wanted.get(asset, Decimal(0)), f"{asset} at the end")
    say.step(f"{count} trades reconcile: USDT {plain(end['USDT'])}, BTC {plain(end['BTC'])}, ETH {plain(end.get('ETH', Decimal(0)))}")


async def trade_spot(venue, say):
    """The whole day."""
    listing = await venue.exchange_info()
    names = {row["symbol"] for row in listing["symbols"]}
    expect(set(SYMBOLS) <= names, "the symbols are listed", sorted(names))
    grid = Grid(listing, SYMBOL)
    say.step(f"{len(names)} markets, tick {grid.tick}, lot {grid.lot}")
    (bid, _), (ask, _) = await best(venue)
    say.step(f"book {bid} / {ask}")
    start = totals(await venue.account())
    same((start["USDT"], start["BTC"]), (Decimal(20000), Decimal("0.5")), "the account at the start")
    for part in (rest_and_cancel, partial_fill, market, at_once_or_not, stop, oco, replace):
        await part(venue, say, grid)
    same(await venue.open_orders(SYMBOL), [], "open orders at the end")
    await reconcile(venue, say, start)


async def trade_over_socket(venue, say):
    """The deeds that also go through the WebSocket API: place, ask, replace, cancel, and a fill."""
    grid = Grid(await venue.exchange_info(), SYMBOL)
    (bid, _), _ = await best(venue)
    price, name = grid.price(bid * Decimal("0.9")), fresh_id("ws")
    order = await venue.place(symbol=SYMBOL, side="BUY", type="LIMIT", timeInForce="GTC", quantity=grid.qty("0.002"), price=price, newClientOrderId=name)
    same(order["clientOrderId"], name, "an order over the socket")
    await venue.report(name, "NEW")
    found = await venue.query(symbol=SYMBOL, origClientOrderId=name)
    same((found["status"], Decimal(found["price"])), ("NEW", Decimal(price)), "the order asked for over the socket")
    moved, second = grid.price(bid * Decimal("0.91")), fresh_id("ws")
    both = await venue.replace(
        symbol=SYMBOL, side="BUY", type="LIMIT", timeInForce="GTC", quantity=grid.qty("0.002"), price=moved,
        cancelReplaceMode="STOP_ON_FAILURE", cancelOrderId=order["orderId"], newClientOrderId=second,
    )
    if both is not None:
        same((both["cancelResult"], both["newOrderResult"]), ("SUCCESS", "SUCCESS"), "both halves over the socket")
    await venue.report(second, "NEW")
    gone = await venue.cancel(symbol=SYMBOL, origClientOrderId=second)
    same(gone["status"], "CANCELED", "a cancel over the socket")
    await venue.report(second, "CANCELED")
    name = fresh_id("ws")
    filled = await venue.place(symbol=SYMBOL, side="SELL", type="MARKET", quantity=grid.qty("0.001"), newClientOrderId=name)
    same((filled["status"], exact(filled["executedQty"])), ("FILLED", Decimal("0.001")), "a market order over the socket")
    await venue.report(name, "TRADE")
    await refused(venue.cancel(symbol=SYMBOL, origClientOrderId=second), [-2011, "Unknown order"], "a second cancel over the socket")
    say.step("over the WebSocket API: placed, asked for, replaced, cancelled, filled, refused")
