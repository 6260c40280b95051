// A whole day of spot trading, written once in the exchange's own words. Never knows which client carries it.
//
// A client offers async deeds that take Binance's parameters and give back Binance's JSON: exchangeInfo, book, account,
// place, query, cancel, replace, openOrders, trades, placeOco, cancelList; and report(clientId, kind), which waits for the
// execution report of an own order when it has a stream.
import { Wrong, exact, expect, freshId, moved, plain, refused, same, times } from "./session.mjs";

const SYMBOL = "BTCUSDT";
const OTHER = "ETHUSDT";
const SYMBOLS = ["BTCUSDT", "ETHUSDT", "LTCUSDT", "BNBUSDT", "ETHBTC"];
const LEVELS_MIN = 20;
const TRIES = 100;
const GLANCE_MS = 100;
const [DEPTH_MAX, MORE] = [exact("0.08"), exact("0.1")];

function gridOf(listing, symbol) {
  const found = listing.symbols.filter((row) => row.symbol === symbol);
  same(found.length, 1, `${symbol} is listed once`);
  const filters = Object.fromEntries(found[0].filters.map((row) => [row.filterType, row]));
  return { tick: filters.PRICE_FILTER.tickSize, lot: filters.LOT_SIZE.stepSize };
}

const totals = (account) => new Map(account.balances.map((row) => [row.asset, exact(row.free) + exact(row.locked)]));
const locked = (account, asset) => exact(account.balances.find((row) => row.asset === asset).locked);
const order = (side, type, more) => ({ symbol: SYMBOL, side, type, ...more });

async function best(venue) {
  const { bids, asks } = await venue.book(SYMBOL);
  expect(bids.length >= LEVELS_MIN && asks.length >= LEVELS_MIN, "the book has levels", bids.length, asks.length);
  const [bid, ask] = [exact(bids[0][0]), exact(asks[0][0])];
  expect(bid < ask, "the book is not crossed", bids[0], asks[0]);
  return { bid, ask, asks };
}

async function restAndCancel(venue, say, grid) {
  const { bid } = await best(venue);
  const [price, name] = [moved(bid, -10, grid.tick), freshId("rest")];
  const before = locked(await venue.account(), "USDT");
  const placed = await venue.place(order("BUY", "LIMIT", { timeInForce: "GTC", quantity: "0.00123", price, newClientOrderId: name }));
  same([placed.status, placed.clientOrderId], ["NEW", name], "a far order rests");
  await venue.report(name, "NEW");
  same((await venue.openOrders(SYMBOL)).map((row) => row.clientOrderId), [name], "the open orders");
  const held = locked(await venue.account(), "USDT") - before;
  same(held, times(exact(price), exact("0.00123")), "held for the order");
  say(`limit 0.00123 at ${price} rests and holds ${plain(held)} USDT`);
  same((await venue.cancel({ symbol: SYMBOL, origClientOrderId: name })).status, "CANCELED", "a cancelled order");
  await venue.report(name, "CANCELED");
  same(locked(await venue.account(), "USDT"), before, "nothing is held after the cancel");
  const found = await venue.query({ symbol: SYMBOL, origClientOrderId: name });
  same([found.status, exact(found.executedQty)], ["CANCELED", 0n], "the order afterwards");
  await refused(venue.cancel({ symbol: SYMBOL, origClientOrderId: name }), [-2011, "Unknown order"], "a second cancel");
  say("cancel gives it back, and a second cancel is refused");
}

async function partialFill(venue, say) {
  const seen = [];
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    let [depth, price] = [0n, undefined];
    for (const [ask, standing] of (await venue.book(SYMBOL)).asks) {
      if (depth + exact(standing) > DEPTH_MAX) break;
      [depth, price] = [depth + exact(standing), ask];
    }
    if (price === undefined) {
      // The market is given time to change its first levels.
      await new Promise((resolve) => setTimeout(resolve, GLANCE_MS));
      continue;
    }
    const [quantity, name] = [plain(depth + MORE), freshId("part")];
    const placed = await venue.place(order("BUY", "LIMIT", { timeInForce: "GTC", quantity, price, newClientOrderId: name }));
    seen.push(`${placed.status} ${placed.executedQty} of ${quantity}`);
    if (placed.status === "FILLED") {
      // The market came towards it: what was bought goes back.
      await venue.place(order("SELL", "MARKET", { quantity, newClientOrderId: freshId("back") }));
      continue;
    }
    if (placed.status === "NEW") {
      await venue.cancel({ symbol: SYMBOL, origClientOrderId: name });
      continue;
    }
    same(placed.status, "PARTIALLY_FILLED", "an order filled in part");
    const filled = exact(placed.executedQty);
    same(placed.fills.reduce((sum, fill) => sum + exact(fill.qty), 0n), filled, "the fills add up");
    await venue.report(name, "TRADE");
    let gone;
    try {
      gone = await venue.cancel({ symbol: SYMBOL, origClientOrderId: name });
    } catch (error) {
      expect(!(error instanceof Wrong) && /Unknown order/.test(String(error.message)), "the rest is cancelled or was filled", error.message);
      continue;
    }
    same(gone.status, "CANCELED", "the rest");
    expect(filled <= exact(gone.executedQty) && exact(gone.executedQty) < exact(quantity), "what was filled stays", gone);
    await venue.report(name, "CANCELED");
    say(`limit ${quantity} fills ${gone.executedQty} in part, the rest is cancelled`);
    return;
  }
  throw new Wrong(`no partial fill in ${TRIES} tries: ${seen}`);
}

async function market(venue, say) {
  const name = freshId("market");
  const bought = await venue.place(order("BUY", "MARKET", { quantity: "0.01", newClientOrderId: name }));
  same([bought.status, exact(bought.executedQty)], ["FILLED", exact("0.01")], "a market order by quantity");
  const paid = bought.fills.reduce((sum, fill) => sum + times(exact(fill.price), exact(fill.qty)), 0n);
  same(exact(bought.cummulativeQuoteQty), paid, "what was paid is the sum of the fills");
  await venue.report(name, "TRADE");
  const money = freshId("money");
  const spent = await venue.place({ symbol: OTHER, side: "BUY", type: "MARKET", quoteOrderQty: "250", newClientOrderId: money });
  same(spent.status, "FILLED", "a market order by money");
  const amount = exact(spent.cummulativeQuoteQty);
  expect(amount > exact("225") && amount <= exact("250"), "no more than the money is spent", plain(amount));
  await venue.report(money, "TRADE");
  say(`market by quantity costs ${plain(paid)}, market for 250 USDT spends ${plain(amount)}`);
}

async function atOnceOrNot(venue, say, grid) {
  const { bid, ask } = await best(venue);
  const [far, near] = [moved(bid, -5, grid.tick), moved(ask, 2, grid.tick)];
  for (const timeInForce of ["IOC", "FOK"]) {
    for (const [price, status, kind, filled] of [[far, "EXPIRED", "EXPIRED", "0"], [near, "FILLED", "TRADE", "0.002"]]) {
      const name = freshId(timeInForce);
      const placed = await venue.place(order("BUY", "LIMIT", { timeInForce, quantity: "0.002", price, newClientOrderId: name }));
      same([placed.status, exact(placed.executedQty)], [status, exact(filled)], `${timeInForce} at ${price}`);
      await venue.report(name, kind);
    }
  }
  const post = venue.place(order("BUY", "LIMIT_MAKER", { quantity: "0.002", price: near, newClientOrderId: freshId("post") }));
  await refused(post, [-2010, "immediately match"], "a post-only order that would take");
  say("IOC and FOK fill at once or expire; post-only that would take is refused");
}

async function stop(venue, say, grid) {
  const { bid } = await best(venue);
  const [stopPrice, price, name] = [moved(bid, -7, grid.tick), moved(bid, -8, grid.tick), freshId("stop")];
  await venue.place(order("SELL", "STOP_LOSS_LIMIT", { timeInForce: "GTC", quantity: "0.004", price, stopPrice, newClientOrderId: name }));
  await venue.report(name, "NEW");
  const found = await venue.query({ symbol: SYMBOL, origClientOrderId: name });
  same([found.status, found.type, exact(found.stopPrice)], ["NEW", "STOP_LOSS_LIMIT", exact(stopPrice)], "the stop as kept");
  same((await venue.cancel({ symbol: SYMBOL, origClientOrderId: name })).status, "CANCELED", "the stop");
  await venue.report(name, "CANCELED");
  say(`stop-loss limit waits at ${stopPrice} and is cancelled`);
}

async function oco(venue, say, grid) {
  const { bid, ask } = await best(venue);
  const placed = await venue.placeOco({
    symbol: SYMBOL, side: "SELL", quantity: "0.003", listClientOrderId: freshId("oco"),
    aboveType: "LIMIT_MAKER", abovePrice: moved(ask, 5, grid.tick),
    belowType: "STOP_LOSS_LIMIT", belowStopPrice: moved(bid, -5, grid.tick), belowPrice: moved(bid, -6, grid.tick), belowTimeInForce: "GTC",
  });
  same([placed.contingencyType, placed.listOrderStatus, placed.orders.length], ["OCO", "EXECUTING", 2], "the list");
  const legs = await venue.openOrders(SYMBOL);
  same(legs.map((leg) => leg.type).sort(), ["LIMIT_MAKER", "STOP_LOSS_LIMIT"], "the legs stand");
  same(legs.map((leg) => Number(leg.orderListId)), [placed.orderListId, placed.orderListId].map(Number), "the legs know their list");
  same(locked(await venue.account(), "BTC"), exact("0.003"), "the list holds its quantity once");
  const gone = await venue.cancelList({ symbol: SYMBOL, orderListId: placed.orderListId });
  same(gone.listOrderStatus, "ALL_DONE", "the list after its cancel");
  same(await venue.openOrders(SYMBOL), [], "open orders after the cancel");
  same(locked(await venue.account(), "BTC"), 0n, "nothing is held");
  say("OCO stands, holds once, and goes as one");
}

async function replace(venue, say, grid) {
  const { bid } = await best(venue);
  const [first, second, price, to] = [freshId("before"), freshId("after"), moved(bid, -10, grid.tick), moved(bid, -9, grid.tick)];
  const placed = await venue.place(order("BUY", "LIMIT", { timeInForce: "GTC", quantity: "0.002", price, newClientOrderId: first }));
  const both = await venue.replace(order("BUY", "LIMIT", {
    timeInForce: "GTC", quantity: "0.003", price: to,
    cancelReplaceMode: "STOP_ON_FAILURE", cancelOrderId: placed.orderId, newClientOrderId: second,
  }));
  if (both) same([both.cancelResult, both.newOrderResult], ["SUCCESS", "SUCCESS"], "both halves");
  await venue.report(second, "NEW");
  const rows = await venue.openOrders(SYMBOL);
  same(rows.map((row) => [row.clientOrderId, exact(row.price)]), [[second, exact(to)]], "one order stands");
  same((await venue.cancel({ symbol: SYMBOL, orderId: rows[0].orderId })).status, "CANCELED", "the new order");
  await venue.report(second, "CANCELED");
  say(`cancelReplace moves ${price} to ${to}`);
}

async function reconcile(venue, say, start) {
  const wanted = new Map(start);
  const add = (asset, amount) => wanted.set(asset, (wanted.get(asset) ?? 0n) + amount);
  let count = 0;
  for (const symbol of SYMBOLS) {
    const [base, quote] = [symbol.slice(0, 3), symbol.slice(3)];
    for (const trade of await venue.trades(symbol)) {
      count += 1;
      const [qty, paid, fee] = [exact(trade.qty), exact(trade.quoteQty), exact(trade.commission)];
      same(paid, times(exact(trade.price), qty), "a trade's worth");
      expect(fee > 0n, "a fee is charged", trade);
      add(base, trade.isBuyer ? qty : -qty);
      add(quote, trade.isBuyer ? -paid : paid);
      add(trade.commissionAsset, -fee);
    }
  }
  expect(count >= 5, "the trades of the day", count);
  const end = totals(await venue.account());
  for (const asset of new Set([...wanted.keys(), ...end.keys()])) same(end.get(asset) ?? 0n, wanted.get(asset) ?? 0n, `${asset} at the end`);
  say(`${count} trades reconcile: USDT ${plain(end.get("USDT"))}, BTC ${plain(end.get("BTC"))}`);
}

/** The whole day. */
export async function tradeSpot(venue, say) {
  const listing = await venue.exchangeInfo();
  const names = listing.symbols.map((row) => row.symbol);
  expect(SYMBOLS.every((symbol) => names.includes(symbol)), "the symbols are listed", names);
  const grid = gridOf(listing, SYMBOL);
  say(`${names.length} markets, tick ${grid.tick}, lot ${grid.lot}`);
  const { bid, ask } = await best(venue);
  say(`book ${plain(bid)} / ${plain(ask)}`);
  const start = totals(await venue.account());
  same([start.get("USDT"), start.get("BTC")], [exact("20000"), exact("0.5")], "the account at the start");
  for (const part of [restAndCancel, partialFill, market, atOnceOrNot, stop, oco, replace]) await part(venue, say, grid);
  same(await venue.openOrders(SYMBOL), [], "open orders at the end");
  await reconcile(venue, say, start);
}

/** The deeds that also go through the WebSocket API: place, ask, replace, cancel, and a fill. */
export async function tradeOverSocket(venue, say) {
  const grid = gridOf(await venue.exchangeInfo(), SYMBOL);
  const { bid } = await best(venue);
  const [price, to, first, second, third] = [moved(bid, -10, grid.tick), moved(bid, -9, grid.tick), freshId("ws"), freshId("ws"), freshId("ws")];
  const placed = await venue.place(order("BUY", "LIMIT", { timeInForce: "GTC", quantity: "0.002", price, newClientOrderId: first }));
  same(placed.clientOrderId, first, "an order over the socket");
  await venue.report(first, "NEW");
  const found = await venue.query({ symbol: SYMBOL, origClientOrderId: first });
  same([found.status, exact(found.price)], ["NEW", exact(price)], "the order asked for over the socket");
  const both = await venue.replace(order("BUY", "LIMIT", {
    timeInForce: "GTC", quantity: "0.002", price: to,
    cancelReplaceMode: "STOP_ON_FAILURE", cancelOrderId: placed.orderId, newClientOrderId: second,
  }));
  if (both) same([both.cancelResult, both.newOrderResult], ["SUCCESS", "SUCCESS"], "both halves over the socket");
  await venue.report(second, "NEW");
  same((await venue.cancel({ symbol: SYMBOL, origClientOrderId: second })).status, "CANCELED", "a cancel over the socket");
  await venue.report(second, "CANCELED");
  const sold = await venue.place(order("SELL", "MARKET", { quantity: "0.001", newClientOrderId: third }));
  same([sold.status, exact(sold.executedQty)], ["FILLED", exact("0.001")], "a market order over the socket");
  await venue.report(third, "TRADE");
  await refused(venue.cancel({ symbol: SYMBOL, origClientOrderId: second }), [-2011, "Unknown order"], "a second cancel over the socket");
  say("over the WebSocket API: placed, asked for, replaced, cancelled, filled, refused");
}
