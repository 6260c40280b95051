// Keeps a client's process at home: whoever asks for a host beyond this machine is refused, and that is written down.
// Loaded before the client's own code. Never touches what stays on the loopback address.
import { appendFileSync } from "node:fs";
import net from "node:net";

const log = process.env.SIMEX_OUTSIDE_LOG;
const atHome = (host) => host === undefined || host === "" || host === "localhost" || host === "::1" || String(host).startsWith("127.");

if (log) {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function connectAtHome(...words) {
    // Node passes its own normalised list, or what the caller wrote.
    const [first, second] = Array.isArray(words[0]) ? words[0] : words;
    const host = typeof first === "object" && first !== null ? first.host : typeof second === "string" ? second : undefined;
    if (!atHome(host)) {
      appendFileSync(log, `connect ${host}\n`);
      throw new Error(`${host} is not this machine`);
    }
    return connect.apply(this, words);
  };
}
