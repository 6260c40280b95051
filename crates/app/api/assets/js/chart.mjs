// Candles and volume of one symbol, with our open orders and entry as lines. Colours come from the page's tokens through one pixel.
import { CandlestickSeries, ColorType, HistogramSeries, LineStyle, createChart } from "../../vendor/lightweight-charts/lightweight-charts.standalone.production.mjs";
import { on } from "./stream.mjs";
import { shown } from "./money.mjs";

const CANDLES = 500;
const RETRY_MS = 3_000;
// How often candles are fetched whole while no stream brings those of the chosen interval.
const AGAIN_MS = 5_000;
const VISIBLE = 130;
const VISIBLE_LEAST = 60;
const pixel = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });

/** A token as plain rgba: the chart cannot read oklch or light-dark. */
function colour(token, alpha = 1) {
  const probe = document.createElement("i");
  probe.hidden = true;
  probe.style.setProperty("color", `var(${token})`);
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = value;
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

function looks() {
  return {
    layout: { background: { type: ColorType.Solid, color: colour("--panel") }, textColor: colour("--mute"), fontFamily: '"Inter Variable", sans-serif', fontSize: 11, attributionLogo: false },
    grid: { vertLines: { color: colour("--line", 0.5) }, horzLines: { color: colour("--line", 0.5) } },
    rightPriceScale: { borderColor: colour("--line"), scaleMargins: { top: 0.08, bottom: 0.24 } },
    timeScale: { borderColor: colour("--line"), timeVisible: true, rightOffset: 4 },
    crosshair: { vertLine: { color: colour("--line-strong"), labelBackgroundColor: colour("--line-strong") }, horzLine: { color: colour("--line-strong"), labelBackgroundColor: colour("--line-strong") } },
  };
}

const candleLooks = () => ({ upColor: colour("--up-solid"), downColor: colour("--down-solid"), wickUpColor: colour("--up-solid"), wickDownColor: colour("--down-solid"), borderVisible: false });

const bar = (candle) => ({ time: Math.floor(candle.open_time / 1000), open: Number(candle.open), high: Number(candle.high), low: Number(candle.low), close: Number(candle.close) });
const volumeBar = (candle) => ({ time: Math.floor(candle.open_time / 1000), value: Number(candle.volume), color: colour(Number(candle.close) >= Number(candle.open) ? "--up-solid" : "--down-solid", 0.38) });

/** Draws the chart of the desk and keeps it drawn. */
export function startChart(desk) {
  const box = document.getElementById("chart");
  const { symbol, pricePlaces } = desk.dataset;
  const streamed = desk.dataset.interval;
  let interval = streamed;
  const places = Number(pricePlaces);
  const chart = createChart(box, { ...looks(), autoSize: true, localization: { locale: "en-GB" } });
  const format = { type: "custom", minMove: 10 ** -places, formatter: (value) => shown(value.toFixed(places), places) };
  const candles = chart.addSeries(CandlestickSeries, { ...candleLooks(), priceFormat: format });
  const volume = chart.addSeries(HistogramSeries, { priceScaleId: "volume", priceFormat: { type: "volume" }, lastValueVisible: false, priceLineVisible: false });
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.83, bottom: 0 } });
  const legend = box.appendChild(Object.assign(document.createElement("div"), { className: "legend" }));
  const state = { rows: new Map(), loaded: false };

  const put = () => {
    const rows = [...state.rows.values()].sort((a, b) => a.open_time - b.open_time);
    candles.setData(rows.map(bar));
    volume.setData(rows.map(volumeBar));
    document.getElementById("chart-empty").hidden = rows.length > 0;
  };
  const load = (wanted = interval) => fetchCandles(symbol, wanted).then((rows) => {
    if (wanted !== interval) return;
    if (!state.loaded) state.rows.clear();
    for (const row of rows) state.rows.set(row.open_time, row);
    put();
    const size = state.rows.size;
    if (!state.loaded) {
      chart.timeScale().applyOptions({ secondsVisible: interval === "1s" });
      chart.timeScale().setVisibleLogicalRange({ from: Math.max(size - VISIBLE, Math.min(0, size - VISIBLE_LEAST)), to: size + 4 });
    }
    state.loaded = true;
  }).catch((error) => {
    console.warn("candles could not be fetched", error);
    setTimeout(() => load(), RETRY_MS);
  });

  on("candle", (candle) => {
    if (candle.symbol !== symbol || candle.interval !== interval) return;
    const newest = Math.max(...[...state.rows.keys()].slice(-1), 0);
    state.rows.set(candle.open_time, candle);
    if (candle.open_time < newest) return put();
    candles.update(bar(candle));
    volume.update(volumeBar(candle));
    document.getElementById("chart-empty").hidden = true;
    return undefined;
  });
  on("open", () => { if (state.loaded) load(); });
  setInterval(() => {
    const brought = interval === streamed && !document.body.classList.contains("away");
    if (state.loaded && !brought && !document.hidden) load();
  }, AGAIN_MS);
  // Another interval needs no other page and no other stream.
  const choices = desk.querySelectorAll(".chart .segments a");
  for (const choice of choices) {
    choice.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      for (const other of choices) other.removeAttribute("aria-current");
      choice.setAttribute("aria-current", "true");
      interval = choice.textContent.trim();
      history.replaceState(null, "", choice.getAttribute("href"));
      state.loaded = false;
      load();
    });
  }
  chart.subscribeCrosshairMove((event) => {
    const candle = state.rows.get((event.time ?? 0) * 1000);
    legend.textContent = candle ? `O ${shown(candle.open, places)}  H ${shown(candle.high, places)}  L ${shown(candle.low, places)}  C ${shown(candle.close, places)}  Vol ${candle.volume}` : "";
  });
  const lines = [];
  const mark = () => {
    for (const line of lines.splice(0)) candles.removePriceLine(line);
    for (const row of document.querySelectorAll(`[data-line-symbol="${CSS.escape(symbol)}"]`)) {
      if (row.dataset.linePrice) lines.push(candles.createPriceLine({ price: Number(row.dataset.linePrice), color: colour(row.dataset.lineSide === "buy" ? "--up" : row.dataset.lineSide === "sell" ? "--down" : "--accent"), lineWidth: 1, lineStyle: LineStyle.Dashed, axisLabelVisible: true, title: row.dataset.lineTitle }));
    }
  };
  document.addEventListener("parts", mark);
  mark();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    chart.applyOptions(looks());
    candles.applyOptions(candleLooks());
    put();
    mark();
  });
  load();
}

async function fetchCandles(symbol, interval) {
  const query = new URLSearchParams({ symbol, interval, limit: String(CANDLES) });
  const answer = await fetch(`/api/v1/candles?${query}`, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`candles: ${answer.status}`);
  const body = await answer.json();
  return Array.isArray(body) ? body : body.candles;
}
