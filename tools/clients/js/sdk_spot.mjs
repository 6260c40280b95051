// A day with Binance's own SDK for JavaScript: spot over REST, orders over the WebSocket API, account and market streams.
import { Spot } from "@binance/spot";
import { Inbox, KEY, SECRET, SOCKETS, URL_OF_EXCHANGE, bounded, exact, expect, run, same } from "./session.mjs";
import { tradeOverSocket, tradeSpot } from "./spot_plan.mjs";

const NUMBERS = new Set(["quantity", "price", "quoteOrderQty", "stopPrice", "abovePrice", "belowPrice", "belowStopPrice"]);
const words = (params) => Object.fromEntries(Object.entries(params).map(([name, value]) => [name, NUMBERS.has(name) ? Number(value) : value]));
// Numbers beyond 53 bits come as BigInt: the sessions compare them as plain JSON.
const jsonOf = (data) => JSON.parse(JSON.stringify(data, (_, value) => (typeof value === "bigint" ? Number(value) : value)));

function restVenue(rest, inbox) {
  const ask = async (method, params) => {
    const answer = await rest[method](params === undefined ? undefined : words(params));
    return jsonOf(await answer.data());
  };
  return {
    exchangeInfo: () => ask("exchangeInfo"),
    book: (symbol) => ask("depth", { symbol, limit: 50 }),
    account: () => ask("getAccount"),
    place: (params) => ask("newOrder", params),
    query: (params) => ask("getOrder", params),
    cancel: (params) => ask("deleteOrder", params),
    replace: (params) => ask("orderCancelReplace", params),
    openOrders: (symbol) => ask("getOpenOrders", { symbol }),
    trades: (symbol) => ask("myTrades", { symbol, limit: 1000 }),
    placeOco: (params) => ask("orderListOco", params),
    cancelList: (params) => ask("deleteOrderList", params),
    report: (clientId, kind) => inbox.waitFor((event) => event.x === kind && [event.c, event.C].includes(clientId), `${kind} of ${clientId}`),
  };
}

function socketVenue(connection, rest) {
  const send = async (method, params) => {
    const answer = await bounded(connection[method](words(params)), "answer over the socket");
    expect(answer.rateLimits?.length > 0, "rate limits come with the answer", answer.rateLimits);
    return jsonOf(answer.data);
  };
  return {
    ...rest,
    place: (params) => send("orderPlace", params),
    query: (params) => send("orderStatus", params),
    cancel: (params) => send("orderCancel", params),
    replace: (params) => send("orderCancelReplace", params),
  };
}

async function markets(client, say) {
  const streams = await bounded(client.websocketStreams.connect(), "market connection");
  const first = (stream, what) => bounded(new Promise((resolve) => stream.on("message", resolve)), what).then(jsonOf);
  const [trade, book, depth, candle] = await Promise.all([
    first(streams.trade({ symbol: "btcusdt" }), "trade"),
    first(streams.bookTicker({ symbol: "btcusdt" }), "best price"),
    first(streams.partialBookDepth({ symbol: "btcusdt", levels: 20 }), "depth"),
    first(streams.kline({ symbol: "btcusdt", interval: "1m" }), "candle"),
  ]);
  same(trade.s, "BTCUSDT", "a streamed trade");
  expect(exact(book.b) < exact(book.a), "a streamed best price", book);
  same([depth.bids.length, depth.asks.length], [20, 20], "levels of the streamed book");
  same(candle.k.i, "1m", "a streamed candle");
  await streams.disconnect();
  say("market streams: trade, best price, depth, candles");
}

await run("@binance/spot", async (say) => {
  const key = { apiKey: KEY, apiSecret: SECRET };
  const client = new Spot({
    configurationRestAPI: { ...key, basePath: URL_OF_EXCHANGE, retries: 0, timeout: 10_000 },
    configurationWebsocketAPI: { ...key, wsURL: `${SOCKETS}/ws-api/v3` },
    configurationWebsocketStreams: { wsURL: SOCKETS },
  });
  const inbox = new Inbox();
  const connection = await bounded(client.websocketAPI.connect(), "connection");
  const { stream } = await bounded(connection.userDataStreamSubscribeSignature(), "account stream");
  stream.on("message", (event) => inbox.put(jsonOf(event)));
  const rest = restVenue(client.restAPI, inbox);
  await tradeSpot(rest, say);
  await tradeOverSocket(socketVenue(connection, rest), say);
  await inbox.waitFor((event) => event.e === "outboundAccountPosition", "balances");
  await inbox.waitFor((event) => event.e === "listStatus", "list status");
  say(`${inbox.events.length} events over the account stream`);
  await connection.disconnect();
  await markets(client, say);
});
