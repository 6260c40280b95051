// One WebSocket to the desk: JSON [topic, data]. Comes back by itself, tells when it is away, and never sends.

const WAIT_FIRST_MS = 500;
const WAIT_MOST_MS = 15_000;
// A stream that never opened was refused: by the limit of streams a minute, or by a house that is away.
const WAIT_REFUSED_MS = 6_000;

const listeners = new Map();
let wait = WAIT_FIRST_MS;

/** Calls `listen(data)` for each message of `topic`. The topics "open" and "closed" tell of the connection itself. */
export function on(topic, listen) {
  const all = listeners.get(topic) ?? [];
  all.push(listen);
  listeners.set(topic, all);
}

function tell(topic, data) {
  for (const listen of listeners.get(topic) ?? []) listen(data);
}

/** Connects, for the symbol and interval on the page if there are any. */
export function connect(params) {
  const url = new URL("/stream", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.search = new URLSearchParams(params).toString();
  const socket = new WebSocket(url);
  let opened = false;
  socket.addEventListener("open", () => {
    opened = true;
    wait = WAIT_FIRST_MS;
    tell("open");
  });
  socket.addEventListener("message", (event) => {
    try {
      const [topic, data] = JSON.parse(event.data);
      tell(topic, data);
    } catch (error) {
      console.warn("a message of the stream could not be read", error);
    }
  });
  socket.addEventListener("close", () => {
    tell("closed");
    setTimeout(() => connect(params), opened ? wait : Math.max(wait, WAIT_REFUSED_MS));
    wait = Math.min(wait * 2, WAIT_MOST_MS);
  });
}
