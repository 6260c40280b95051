// The desk alive: book, tape, last price. Writes text and widths, once a frame, of the latest message only.
import { on } from "./stream.mjs";
import { plain, shown, units } from "./money.mjs";
import { startChart } from "./chart.mjs";
import "./ticket.mjs";

const LEVELS = 11;
const TAPE_ROWS = 60;

const desk = document.querySelector(".desk");
const symbol = desk.dataset.symbol;
const pricePlaces = Number(desk.dataset.pricePlaces);
const qtyPlaces = Number(desk.dataset.qtyPlaces);
const age = document.querySelector(".chart .age");
const spot = (id) => document.getElementById(id);
const lastSpots = () => document.querySelectorAll('[data-live="last"]');

let book = null;
let pending = [];
let drawn = false;
let last = null;

function draw() {
  drawn = false;
  if (book) drawBook(book);
  if (pending.length > 0) drawTape(pending);
  book = null;
  pending = [];
}

function soon() {
  if (drawn) return;
  drawn = true;
  requestAnimationFrame(draw);
}

function ladder(levels) {
  let sum = 0n;
  return levels.slice(0, LEVELS).map(([price, qty]) => {
    sum += units(qty, qtyPlaces) ?? 0n;
    return { price, qty, sum };
  });
}

function drawBook({ bids: bidLevels, asks: askLevels, received }) {
  const buy = ladder(bidLevels);
  const sell = ladder(askLevels);
  const deepest = [buy, sell].reduce((most, side) => (side.length > 0 && side.at(-1).sum > most ? side.at(-1).sum : most), 1n);
  fill(spot("bids"), buy, deepest);
  fill(spot("asks"), sell.reverse(), deepest);
  const [bid, ask] = [bidLevels[0]?.[0], askLevels[0]?.[0]];
  document.querySelector('[data-live="spread"]').textContent = bid && ask ? shown(plain(units(ask, pricePlaces) - units(bid, pricePlaces), pricePlaces), pricePlaces) : "–";
  if (age) age.dataset.age = new Date(received).toISOString();
  spot("book-empty")?.remove();
}

function row() {
  const line = document.createElement("tr");
  for (let cell = 0; cell < 3; cell += 1) {
    const box = document.createElement("td");
    if (cell === 0) box.append(Object.assign(document.createElement("i"), { className: "depth" }));
    box.append(document.createElement("span"));
    line.append(box);
  }
  return line;
}

function fill(body, levels, deepest) {
  while (body.rows.length < levels.length) body.append(row());
  while (body.rows.length > levels.length) body.lastElementChild.remove();
  levels.forEach((level, index) => {
    const line = body.rows[index];
    line.dataset.price = level.price;
    const depth = line.firstElementChild.firstElementChild;
    depth.removeAttribute("data-d");
    depth.style.setProperty("--depth", `${Number((level.sum * 1000n) / deepest) / 10}%`);
    const texts = [padded(level.price, pricePlaces), padded(level.qty, qtyPlaces), plain(level.sum, qtyPlaces)];
    texts.forEach((text, cell) => {
      const place = line.children[cell].lastElementChild;
      if (place.textContent !== text) place.textContent = text;
    });
  });
}

const padded = (text, places) => {
  const [whole, fraction = ""] = text.split(".");
  return places === 0 ? whole : `${whole}.${fraction.padEnd(places, "0")}`;
};

function drawTape(trades) {
  spot("tape-empty")?.remove();
  const tape = spot("tape");
  for (const trade of trades.slice(-TAPE_ROWS)) {
    const line = document.createElement("tr");
    line.dataset.taker = trade.taker;
    const iso = new Date(trade.at).toISOString();
    const time = Object.assign(document.createElement("time"), { dateTime: iso, textContent: iso.slice(11, 19) });
    const cells = [padded(trade.price, pricePlaces), padded(trade.qty, qtyPlaces), time].map((content) => {
      const cell = document.createElement("td");
      cell.append(content);
      return cell;
    });
    line.append(...cells);
    tape.prepend(line);
  }
  while (tape.rows.length > TAPE_ROWS) tape.lastElementChild.remove();
  showLast(trades.at(-1).price);
}

function showLast(price) {
  const [before, after] = [last && units(last, pricePlaces), units(price, pricePlaces)];
  const way = before === null || before === after ? null : after > before ? "up" : "down";
  last = price;
  const text = shown(price, pricePlaces);
  for (const place of lastSpots()) {
    place.textContent = text;
    if (way) place.dataset.way = way;
  }
  document.title = `${text} ${symbol} · Cofferdam`;
}

function showMarket(name, price) {
  const link = document.querySelector(`[data-market="${CSS.escape(name)}"]`);
  const place = link?.querySelector("[data-last]");
  if (place) place.textContent = shown(price, Number(link.dataset.places));
}

on("book", (message) => {
  if (message.symbol !== symbol) return;
  book = message;
  soon();
});
on("trades", (message) => {
  if (message.trades.length === 0) return;
  showMarket(message.symbol, message.trades.at(-1).price);
  if (message.symbol !== symbol) return;
  pending.push(...message.trades);
  soon();
});

// While the stream is away the server draws the book; its last price and age go to the head of the chart.
document.addEventListener("parts", () => {
  const drawnBook = spot("book");
  const price = drawnBook?.querySelector('[data-live="last"]');
  if (!drawnBook || !document.body.classList.contains("away")) return;
  if (age && drawnBook.dataset.received) age.dataset.age = drawnBook.dataset.received;
  for (const place of lastSpots()) {
    place.textContent = price.textContent;
    place.dataset.way = price.dataset.way;
  }
});

startChart(desk);
