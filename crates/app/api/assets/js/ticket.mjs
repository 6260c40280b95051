// The ticket alive: the gate's verdict while typing, the review as a sheet, keys, shares of what is available. The form works without it.
import { nodes, refresh } from "./parts.mjs";
import { open, say } from "./app.mjs";
import { floorTo, plain, units } from "./money.mjs";

const TYPING_MS = 160;
const AGAIN_MS = 4_000;

const desk = document.querySelector(".desk");
const form = document.querySelector("#ticket form");
const verdict = document.getElementById("verdict");
const review = document.getElementById("review");
const pricePlaces = Number(desk.dataset.pricePlaces);
const qtyPlaces = Number(desk.dataset.qtyPlaces);
let asked = 0;
let timer = null;

const fields = () => new URLSearchParams(new FormData(form));
const post = (path, body) => fetch(path, { method: "POST", body, headers: { "x-part": "1" } });
const field = (name) => form.elements.namedItem(name);

function later() {
  clearTimeout(timer);
  timer = setTimeout(judge, TYPING_MS);
}

async function judge() {
  clearTimeout(timer);
  const typed = field("qty").value.trim() !== "";
  asked += 1;
  const mine = asked;
  try {
    const answer = await post("/ticket/verdict", fields());
    const html = await answer.text();
    if (mine === asked && (answer.ok || answer.status === 422)) verdict.replaceChildren(...nodes(html).childNodes);
  } catch (error) {
    console.warn("the verdict could not be fetched", error);
  }
  if (typed) timer = setTimeout(judge, AGAIN_MS);
}

async function show() {
  const answer = await post("/ticket/review", fields());
  sheet(await answer.text());
}

function sheet(html) {
  review.replaceChildren(...nodes(html).childNodes);
  open("review");
  review.querySelector("[autofocus]")?.focus();
}

async function send(body) {
  const answer = await post("/ticket/send", body);
  const text = await answer.text();
  const order = answer.headers.get("x-order");
  if (answer.ok && order) {
    review.close();
    say(`Order ${order} is on its way.`);
    field("qty").value = "";
    judge();
    refresh("open-orders", "fills", "kpis", "balances", "positions");
    return;
  }
  refresh("open-orders");
  sheet(text);
}

function optimistic() {
  const body = document.querySelector("#open-orders tbody");
  if (!body?.rows[0]) return;
  const row = body.rows[0].cloneNode(true);
  row.dataset.pending = "";
  const texts = ["sending…", `${field("side").value} ${field("kind").value}`, field("price").value || "market", field("qty").value, "", "sending", ""];
  texts.forEach((text, index) => { if (row.cells[index]) row.cells[index].textContent = text; });
  body.prepend(row);
}

form.addEventListener("input", later);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show().catch(() => form.submit());
});
review.addEventListener("submit", (event) => {
  // A second word is said to its own address, by the form itself.
  if (!event.target.matches("[data-review]")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target));
  event.target.querySelector("button").disabled = true;
  optimistic();
  send(body).catch((error) => {
    console.warn("sending failed", error);
    say("The answer did not come. Look at the orders before sending again.");
    location.assign("/orders");
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    // A key that is held down says nothing twice.
    if (event.repeat) return;
    if (review.open) {
      event.preventDefault();
      review.querySelector("form")?.requestSubmit();
    } else if (form.contains(event.target)) {
      event.preventDefault();
      const body = fields();
      body.set("request_key", crypto.randomUUID?.() ?? `page-${Date.now()}`);
      optimistic();
      send(body);
    }
    return;
  }
  const busy = event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]");
  if (busy || event.target.matches?.("input:not([type=radio]), select, textarea")) return;
  if (/^[bs]$/i.test(event.key)) {
    event.preventDefault();
    side(event.key.toLowerCase() === "b" ? "buy" : "sell");
  }
});

function side(wish) {
  const choice = form.querySelector(`[name="side"][value="${wish}"]`);
  choice.checked = true;
  const best = document.querySelector(wish === "buy" ? "#bids tr" : "#asks tr:last-child")?.dataset.price;
  if (best && field("price").value === "") field("price").value = best.replaceAll(",", "");
  field("qty").focus();
  field("qty").select();
  document.getElementById("ticket").scrollIntoView({ block: "nearest" });
  later();
}

// A click on a level takes its price.
document.addEventListener("click", (event) => {
  const price = event.target.closest?.("#book tr")?.dataset.price;
  if (!price || !field("price")) return;
  field("price").value = price.replaceAll(",", "");
  later();
});

// Shares of what is available, cut to the quantity's step.
function share(percent) {
  const selling = field("side").value === "sell";
  const asset = selling ? desk.dataset.base : desk.dataset.quote;
  const available = document.querySelector(`[data-asset="${CSS.escape(asset)}"]`)?.dataset.available;
  const step = units(desk.dataset.qtyStep, qtyPlaces) ?? 1n;
  if (available === undefined) return;
  let qty;
  if (selling) {
    qty = (units(available, qtyPlaces) * BigInt(percent)) / 100n;
  } else {
    const last = document.querySelector('[data-live="last"]').textContent.replaceAll(",", "");
    const price = units(field("kind").value === "market" ? last : field("price").value || last, pricePlaces);
    if (!price) return;
    const value = (units(available, pricePlaces) * BigInt(percent)) / 100n;
    qty = (value * 10n ** BigInt(qtyPlaces)) / price;
  }
  field("qty").value = plain(floorTo(qty, step), qtyPlaces);
  later();
}

const shares = Object.assign(document.createElement("div"), { className: "shares" });
for (const percent of [25, 50, 75, 100]) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: `${percent}%` });
  button.setAttribute("aria-label", `Quantity: ${percent} per cent of what is available`);
  button.addEventListener("click", () => share(percent));
  shares.append(button);
}
field("qty").closest(".field").append(shares);

document.addEventListener("parts", () => {
  for (const place of form.querySelectorAll("[data-available-of]")) {
    const shown = document.querySelector(`[data-asset="${CSS.escape(place.dataset.availableOf)}"]`)?.dataset.shown;
    if (shown) place.textContent = shown;
  }
});

const wish = new URLSearchParams(location.search).get("side");
if (wish === "buy" || wish === "sell") side(wish);
if (field("qty").value) judge();
