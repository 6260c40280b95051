// Every page: clock, ages, sheets, keyboard, and the parts of the frame that change. Without it all of that works as links and forms.
import { connect, on } from "./stream.mjs";
import { nodes, refresh, refreshCalmly } from "./parts.mjs";

const TWICE_MS = 1_500;
const by = (id) => document.getElementById(id);
const clock = document.querySelector("[data-clock]");
const offset = clock ? Date.parse(clock.dateTime) - Date.now() : 0;

/** The server's time, as far as this page knows it, in milliseconds. */
export const now = () => Date.now() + offset;

/** Says something to those who listen instead of looking. */
export function say(text) {
  const place = by("say");
  if (place) place.textContent = text;
}

function tick() {
  const text = new Date(now()).toISOString();
  if (clock) {
    clock.textContent = `${text.slice(11, 19)} UTC`;
    clock.dateTime = text;
  }
  for (const element of document.querySelectorAll("[data-age]")) {
    const seconds = Math.round((now() - Date.parse(element.dataset.age)) / 1000);
    const stale = seconds > Number(element.dataset.staleAfter);
    element.classList.toggle("stale", stale);
    if (element.classList.contains("age")) {
      element.textContent = stale ? `${age(seconds)} old` : `as of ${element.dataset.age.slice(11, 19)} UTC`;
    } else if (stale) {
      element.title = `${age(seconds)} old`;
    }
  }
}

function age(seconds) {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** Opens a sheet by the id of its dialog. */
export function open(id) {
  const dialog = by(id);
  if (dialog && !dialog.open) dialog.showModal();
  return Boolean(dialog);
}

const typing = (element) => element?.matches?.("input:not([type=radio], [type=checkbox]), select, textarea") ?? false;

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-open]");
  if (opener && !event.ctrlKey && !event.metaKey && open(opener.dataset.open)) event.preventDefault();
  const closer = event.target.closest?.("dialog [data-close]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
});

document.addEventListener("mouseover", (event) => {
  const time = event.target.closest?.("time[datetime]");
  if (time && !time.dataset.local) {
    time.dataset.local = "1";
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.title = `${at.toLocaleString()} here, ${time.dateTime}`;
  }
});

// A form that was sent is not sent twice by a second press.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  const button = event.submitter;
  setTimeout(() => { if (button) button.disabled = true; }, 0);
  setTimeout(() => { if (button) button.disabled = false; }, 6_000);
});

let pressed = -Infinity;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.shiftKey) {
    event.preventDefault();
    if (event.timeStamp - pressed < TWICE_MS) return haltNow();
    pressed = event.timeStamp;
    say("Press Shift and Escape again to halt all trading.");
    return undefined;
  }
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return palette();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return undefined;
  if (event.key === "Escape" && typing(document.activeElement)) return document.activeElement.blur();
  if (typing(event.target)) return undefined;
  if (event.key === "?") return void open("help");
  if (event.key === "/") {
    event.preventDefault();
    return palette();
  }
  if (/^[bs]$/i.test(event.key) && !by("ticket")) return location.assign(`/desk?side=${event.key.toLowerCase() === "b" ? "buy" : "sell"}#ticket`);
  return undefined;
});

// The kill switch: what the form does with its usual choices, at once.
function haltNow() {
  const form = document.querySelector("#halt form");
  if (!form) return;
  form.elements.reason.value ||= "Shift-Esc pressed twice";
  say("Halting all trading.");
  form.requestSubmit();
}

const places = () => {
  const markets = [...document.querySelectorAll("[data-market]")].map((link) => ({ label: link.dataset.market, href: link.getAttribute("href"), words: link.dataset.market.replace("/", "") }));
  const intervals = [...document.querySelectorAll(".chart .segments a")].map((link) => ({ label: `Interval ${link.textContent.trim()}`, href: link.getAttribute("href"), words: link.textContent.trim() }));
  const pages = [...document.querySelectorAll(".side a:not([data-market], [data-open])")].map((link) => ({ label: link.firstChild.textContent.trim(), href: link.getAttribute("href"), words: "" }));
  return [...markets, ...intervals, ...pages];
};

function palette() {
  if (!open("palette")) return;
  const text = by("palette-text");
  text.value = "";
  match();
  text.focus();
}

function match() {
  const wish = by("palette-text").value.trim().toLowerCase();
  const found = places().filter((place) => `${place.label} ${place.words}`.toLowerCase().includes(wish)).slice(0, 9);
  by("palette-list").replaceChildren(...found.map((place, index) => {
    const item = document.createElement("li");
    item.id = `palette-${index}`;
    item.role = "option";
    item.setAttribute("aria-selected", String(index === 0));
    item.dataset.href = place.href;
    item.textContent = place.label;
    return item;
  }));
  by("palette-text").setAttribute("aria-activedescendant", found.length > 0 ? "palette-0" : "");
}

function choose(step) {
  const items = [...by("palette-list").children];
  const at = items.findIndex((item) => item.ariaSelected === "true");
  const next = items[(at + step + items.length) % items.length];
  for (const item of items) item.setAttribute("aria-selected", String(item === next));
  by("palette-text").setAttribute("aria-activedescendant", next?.id ?? "");
}

by("palette-text")?.addEventListener("input", match);
by("palette-text")?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(event.key === "ArrowDown" ? 1 : -1);
  }
  if (event.key === "Enter") {
    event.preventDefault();
    const href = by("palette-list").querySelector('[aria-selected="true"]')?.dataset.href;
    if (href) location.assign(href);
  }
});
by("palette-list")?.addEventListener("click", (event) => {
  const href = event.target.closest("li")?.dataset.href;
  if (href) location.assign(href);
});

document.addEventListener("parts", () => {
  const count = by("open-orders")?.dataset.count;
  const place = document.querySelector("[data-open-count]");
  if (count !== undefined && place) place.textContent = count === "0" ? "" : count;
  tick();
});

on("order", ({ id }) => {
  refresh("open-orders", "fills");
  if (document.querySelector(`[data-order="${Number(id)}"]`)) renewOrder();
});
on("portfolio", () => refreshCalmly("kpis", "positions", "balances", "halts", "halt-button", "presses"));
on("health", () => refreshCalmly("health"));
on("lagged", refreshAll);

function refreshAll() {
  refresh("health", "halts", "halt-button", "presses", "kpis", "open-orders", "positions", "fills", "balances");
  renewOrder();
}

// The page of one order is drawn again as a whole when something happened to it.
async function renewOrder() {
  const old = document.querySelector("[data-order]");
  if (!old) return;
  const answer = await fetch(location.pathname);
  const fresh = answer.ok ? nodes(await answer.text()).querySelector("[data-order]") : null;
  if (fresh && !fresh.isEqualNode(old)) old.replaceWith(document.adoptNode(fresh));
}

const desk = document.querySelector(".desk");
let streaming = false;

// What changed between the drawing of the page and the opening of the stream is fetched then.
on("open", () => {
  streaming = true;
  document.body.classList.remove("away");
  refreshAll();
});
on("closed", () => {
  streaming = false;
  document.body.classList.add("away");
});

// While no stream is open the page asks by itself: the desk each second, other pages more calmly.
function ask() {
  if (document.hidden || streaming) return;
  if (desk) refresh("book", "tape", "kpis", "open-orders", "positions", "fills", "balances", "halts", "halt-button");
  else refresh("health", "halts", "halt-button");
}

tick();
setInterval(tick, 1000);
if (document.body.dataset.csrf) {
  setInterval(ask, desk ? 1_000 : 5_000);
  setInterval(() => { if (!document.hidden && document.querySelector("[data-order]:not([data-ended])")) renewOrder(); }, 2_000);
  if (desk) connect({ symbol: desk.dataset.symbol, interval: desk.dataset.interval });
}
