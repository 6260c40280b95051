// Parts of a page that the server renders again: fetches them in one request and puts them in place. Keeps the focus where it was.

const SOON_MS = 60;
const CALM_MS = 700;
const wanted = new Set();
let timer = null;
let due = Infinity;
let busy = false;
let last = 0;

/** Asks at once for parts that a person waits for; those on this page are fetched, many wishes make one request. */
export function refresh(...names) {
  want(names, SOON_MS);
}

/** Asks for parts that move all the time: often enough for eyes, seldom enough for the house. */
export function refreshCalmly(...names) {
  want(names, CALM_MS);
}

function want(names, rest) {
  for (const name of names) if (document.querySelector(`[data-part="${name}"]`)) wanted.add(name);
  if (wanted.size === 0) return;
  const at = Math.max(performance.now(), last + rest);
  if (busy || (timer !== null && due <= at)) {
    due = Math.min(due, at);
    return;
  }
  clearTimeout(timer);
  due = at;
  timer = setTimeout(fetchWanted, at - performance.now());
}

async function fetchWanted() {
  timer = null;
  due = Infinity;
  busy = true;
  last = performance.now();
  const names = [...wanted];
  wanted.clear();
  const symbol = document.querySelector("[data-symbol]")?.dataset.symbol;
  const query = symbol ? `?symbol=${encodeURIComponent(symbol)}` : "";
  try {
    const answer = await fetch(`/desk/part/${names.join(",")}${query}`, { headers: { "x-part": "1" } });
    if (answer.status === 401 || answer.redirected) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    else if (answer.ok) put(await answer.text());
  } catch (error) {
    console.warn("parts could not be fetched", error);
  } finally {
    busy = false;
    if (wanted.size > 0) want([], due === Infinity ? CALM_MS : Math.max(0, due - last));
  }
}

/** Markup of the server as nodes. */
export function nodes(html) {
  return new DOMParser().parseFromString(html, "text/html").body;
}

function put(html) {
  for (const fresh of nodes(html).querySelectorAll("[data-part]")) {
    const old = document.querySelector(`[data-part="${fresh.dataset.part}"]`);
    if (!old || old.isEqualNode(fresh)) continue;
    const held = old.contains(document.activeElement) ? mark(document.activeElement) : null;
    old.replaceWith(document.adoptNode(fresh));
    if (held) find(fresh, held)?.focus();
  }
  document.dispatchEvent(new CustomEvent("parts"));
}

function mark(element) {
  return { label: element.getAttribute("aria-label"), href: element.getAttribute("href"), tag: element.tagName };
}

function find(root, held) {
  for (const element of root.querySelectorAll(held.tag)) {
    if (element.getAttribute("aria-label") === held.label && element.getAttribute("href") === held.href) return element;
  }
  return null;
}
