// A day with ccxt for JavaScript: spot and a perpetual over REST, market and account streams, orders over the WebSocket API.
import ccxt from "ccxt";
import { Inbox, KEY, SECRET, URL_OF_EXCHANGE, Wrong, bounded, exact, expect, freshId, moved, plain, refused, run, same } from "./session.mjs";
import { tradeOverSocket, tradeSpot } from "./spot_plan.mjs";

const SPOT = { BTCUSDT: "BTC/USDT", ETHUSDT: "ETH/USDT", LTCUSDT: "LTC/USDT", BNBUSDT: "BNB/USDT", ETHBTC: "ETH/BTC" };
const PERPETUAL = "BTC/USDT:USDT";
const STATUS = { NEW: "open", PARTIALLY_FILLED: "open", FILLED: "closed", CANCELED: "canceled", EXPIRED: "expired" };

/** The same addresses on the local exchange, however deep they are nested. */
function aimed(urls) {
  if (typeof urls !== "string") return Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, aimed(url)]));
  const here = new URL(URL_OF_EXCHANGE);
  return urls.replace(/^(http|ws)s?:\/\/[^/]+/, `$1://${here.host}`);
}

async function pointed() {
  const exchange = new ccxt.pro.binance({ apiKey: KEY, secret: SECRET, options: { fetchMarkets: { types: ["spot", "linear"] } } });
  exchange.urls.api = aimed(exchange.urls.api);
  // The client takes a stream for a spot stream when "/stream" stands in its address.
  exchange.urls.api.ws.spot = aimed("wss://stream/stream/ws");
  // Plain sockets need this before their first use.
  await exchange.loadHttpProxyAgent();
  return exchange;
}

const number = (text) => (text === undefined ? undefined : Number(text));

/** ccxt's reading of an order must say the same as the exchange's own words. */
function checked(order) {
  if (order.info.status !== undefined) same(order.status, STATUS[order.info.status], `ccxt's word for ${order.info.status}`);
  return order.info;
}

/** What people pass to ccxt for an order given in Binance's words. */
function unified({ symbol, side, type, quantity, price, quoteOrderQty, stopPrice, newClientOrderId, timeInForce }) {
  const params = { clientOrderId: newClientOrderId };
  if (timeInForce && timeInForce !== "GTC") params.timeInForce = timeInForce;
  if (quoteOrderQty) params.cost = Number(quoteOrderQty);
  if (type === "LIMIT_MAKER") params.postOnly = true;
  if (stopPrice) params.stopLossPrice = Number(stopPrice);
  return [SPOT[symbol], type === "MARKET" ? "market" : "limit", side.toLowerCase(), number(quantity), number(price), params];
}

function restVenue(exchange, inbox) {
  return {
    exchangeInfo: async () => {
      const found = await exchange.loadMarkets(true);
      expect(found[PERPETUAL].active && exchange.currencies.BTC.active, "ccxt knows perpetuals and coins");
      return { symbols: Object.values(found).filter((row) => row.spot).map((row) => row.info) };
    },
    book: async (symbol) => {
      const book = await exchange.fetchOrderBook(SPOT[symbol], 50);
      const texts = (levels) => levels.map(([price, qty]) => [exchange.numberToString(price), exchange.numberToString(qty)]);
      return { bids: texts(book.bids), asks: texts(book.asks) };
    },
    account: async () => (await exchange.fetchBalance()).info,
    place: async (params) => checked(await exchange.createOrder(...unified(params))),
    query: async ({ symbol, origClientOrderId }) => checked(await exchange.fetchOrder("", SPOT[symbol], { origClientOrderId })),
    cancel: async ({ symbol, orderId, ...params }) => checked(await exchange.cancelOrder(String(orderId ?? ""), SPOT[symbol], params)),
    replace: async ({ symbol, side, quantity, price, cancelOrderId, newClientOrderId }) => {
      const order = await exchange.editOrder(String(cancelOrderId), SPOT[symbol], "limit", side.toLowerCase(), Number(quantity), Number(price), { clientOrderId: newClientOrderId });
      same(order.clientOrderId, newClientOrderId, "the order after ccxt's edit");
    },
    openOrders: async (symbol) => (await exchange.fetchOpenOrders(SPOT[symbol])).map(checked),
    trades: async (symbol) => (await exchange.fetchMyTrades(SPOT[symbol], undefined, 1000)).map((trade) => trade.info),
    placeOco: (params) => exchange.privatePostOrderListOco(params),
    cancelList: (params) => exchange.privateDeleteOrderList(params),
    report: (clientId, kind) => inbox.waitFor((event) => event.x === kind && [event.c, event.C].includes(clientId), `${kind} of ${clientId}`),
  };
}

function socketVenue(exchange, rest) {
  const answer = (promise) => bounded(promise, "answer over the socket").then((order) => order.info);
  // Over the socket ccxt sends its own word along with Binance's, which the exchange refuses as Binance does.
  const renamed = ({ clientOrderId, ...params }) => ({ ...params, newClientOrderId: clientOrderId });
  return {
    ...rest,
    place: (terms) => {
      const [symbol, type, side, qty, price, params] = unified(terms);
      return answer(exchange.createOrderWs(symbol, type, side, qty, price, renamed(params)));
    },
    query: ({ symbol, origClientOrderId }) => answer(exchange.fetchOrderWs("", SPOT[symbol], { origClientOrderId })),
    cancel: ({ symbol, origClientOrderId }) => answer(exchange.cancelOrderWs("", SPOT[symbol], { origClientOrderId })),
    replace: async ({ symbol, side, quantity, price, cancelOrderId, newClientOrderId, cancelReplaceMode }) => {
      const params = { newClientOrderId, cancelReplaceMode };
      await answer(exchange.editOrderWs(String(cancelOrderId), SPOT[symbol], "limit", side.toLowerCase(), Number(quantity), Number(price), params));
    },
  };
}

/** Gathers the events of own orders while the session goes on. */
function gather(watch) {
  const inbox = new Inbox();
  (async () => {
    for (;;) for (const order of await watch()) inbox.put(order.info);
  })().catch((error) => inbox.fail(new Wrong(`the account stream ended: ${error.message}`)));
  return inbox;
}

async function markets(exchange, say) {
  for (const symbol of ["BTC/USDT", PERPETUAL]) {
    const book = await bounded(exchange.watchOrderBook(symbol), `book of ${symbol}`);
    expect(book.bids.length >= 20 && book.bids[0][0] < book.asks[0][0], "the streamed book", symbol);
    const trades = await bounded(exchange.watchTrades(symbol), `trades of ${symbol}`);
    expect(trades[0].price > 0, "streamed trades", symbol);
    const ticker = await bounded(exchange.watchTicker(symbol), `ticker of ${symbol}`);
    expect(ticker.last > 0, "the streamed ticker", symbol);
    const candles = await bounded(exchange.watchOHLCV(symbol, "1m"), `candles of ${symbol}`);
    expect(candles.at(-1)[2] >= candles.at(-1)[3], "streamed candles", symbol);
    say(`streams of ${symbol}: book, trades, ticker, candles`);
  }
}

const wallet = async (exchange) => exact((await exchange.fetchBalance({ type: "swap" })).info.assets.find((row) => row.asset === "USDT").walletBalance);
const positionQty = async (exchange) => (await exchange.fetchPositions([PERPETUAL])).reduce((sum, row) => sum + exact(row.info.positionAmt), 0n);

async function futures(exchange, say) {
  const start = await wallet(exchange);
  same(start, exact("5000"), "the futures wallet at the start");
  await exchange.setMarginMode("isolated", PERPETUAL);
  same(Number((await exchange.setLeverage(5, PERPETUAL)).leverage), 5, "the leverage");
  const inbox = gather(() => exchange.watchOrders(PERPETUAL));
  await bounded(exchange.authenticate({ type: "swap", subType: "linear" }), "futures account stream");
  const seen = (name, kind) => inbox.waitFor((event) => event.x === kind && event.c === name, `${kind} of ${name}`);
  const bid = exact(exchange.numberToString((await exchange.fetchOrderBook(PERPETUAL, 50)).bids[0][0]));
  const [resting, opening, closing] = [freshId("fut"), freshId("fut"), freshId("fut")];
  const placed = await exchange.createOrder(PERPETUAL, "limit", "buy", 0.01, Number(moved(bid, -10, "0.1")), { clientOrderId: resting });
  const changed = await exchange.editOrder(placed.id, PERPETUAL, "limit", "buy", 0.012, Number(moved(bid, -9, "0.1")));
  same([changed.id, exact(changed.info.origQty)], [placed.id, exact("0.012")], "the order modified");
  same((await exchange.cancelOrder(placed.id, PERPETUAL)).info.status, "CANCELED", "the order cancelled");
  await seen(resting, "CANCELED");
  checked(await exchange.createOrder(PERPETUAL, "market", "buy", 0.02, undefined, { clientOrderId: opening }));
  await seen(opening, "TRADE");
  same(await positionQty(exchange), exact("0.02"), "the position");
  const algo = await exchange.createOrder(PERPETUAL, "market", "sell", 0.02, undefined, { stopLossPrice: Number(moved(bid, -7, "0.1")), reduceOnly: true });
  same((await exchange.fetchOpenOrders(PERPETUAL, undefined, undefined, { trigger: true })).map((row) => row.id), [algo.id], "the stop stands");
  await exchange.cancelOrder(algo.id, PERPETUAL, { trigger: true });
  same(await exchange.fetchOpenOrders(PERPETUAL, undefined, undefined, { trigger: true }), [], "the stop is gone");
  checked(await exchange.createOrder(PERPETUAL, "market", "sell", 0.02, undefined, { clientOrderId: closing, reduceOnly: true }));
  await seen(closing, "TRADE");
  same(await positionQty(exchange), 0n, "the position afterwards");
  await refused(exchange.createOrder(PERPETUAL, "market", "sell", 0.02, undefined, { reduceOnly: true }), [-2022, "ReduceOnly"], "reducing nothing");
  const trades = (await exchange.fetchMyTrades(PERPETUAL, undefined, 1000)).map((trade) => trade.info);
  const gain = trades.reduce((sum, row) => sum + exact(row.realizedPnl) - exact(row.commission), 0n);
  const income = (await exchange.fapiPrivateGetIncome({ limit: 1000 })).filter((row) => ["REALIZED_PNL", "COMMISSION", "FUNDING_FEE"].includes(row.incomeType));
  const total = income.reduce((sum, row) => sum + exact(row.income), 0n);
  const funding = income.filter((row) => row.incomeType === "FUNDING_FEE").reduce((sum, row) => sum + exact(row.income), 0n);
  same(total, gain + funding, "income is profit, fees and funding");
  same(await wallet(exchange), start + total, "the futures wallet at the end");
  say(`perpetual: modified, opened, algo stop, closed; ${trades.length} trades reconcile to ${plain(start + total)} USDT`);
}

await run("ccxt (JavaScript)", async (say) => {
  const exchange = await pointed();
  await exchange.loadMarkets();
  const inbox = gather(() => exchange.watchOrders());
  await bounded(exchange.authenticate(), "account stream");
  const rest = restVenue(exchange, inbox);
  await tradeSpot(rest, say);
  await tradeOverSocket(socketVenue(exchange, rest), say);
  say(`${inbox.events.length} execution reports over the account stream`);
  await markets(exchange, say);
  await futures(exchange, say);
});
