// What every session says, checks and waits for; money as whole numbers, never as floats. Never talks to an exchange.

/** Where the exchange listens, and the account that every fresh exchange has. */
export const URL_OF_EXCHANGE = process.env.SIMEX_URL ?? "http://127.0.0.1:8621";
export const SOCKETS = URL_OF_EXCHANGE.replace(/^http/, "ws");
export const KEY = process.env.SIMEX_KEY ?? "testkey";
export const SECRET = process.env.SIMEX_SECRET ?? "testsecret";
/** Longest wait for something that the exchange tells by itself. */
const WAIT_MS = 15_000;
/** Digits behind the point: those of a price times those of a quantity. */
const DIGITS = 16;
const ONE = 10n ** BigInt(DIGITS);

/** A fact that is not as it must be. */
export class Wrong extends Error {}

export function expect(holds, what, ...facts) {
  if (!holds) throw new Wrong([what, ...facts.map((fact) => JSON.stringify(fact))].join(" "));
}

export function same(found, wanted, what) {
  const text = (value) => JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}n` : inner));
  expect(text(found) === text(wanted), `${what}: found ${text(found)}, wanted ${text(wanted)}`);
}

/** Money as the exchange wrote it; text only, since a number has lost digits already. */
export function exact(text) {
  expect(typeof text === "string" && /^-?\d+(\.\d+)?$/.test(text), "money comes as text", text);
  const [whole, rest = ""] = text.replace("-", "").split(".");
  expect(rest.length <= DIGITS, "no more digits than are kept", text);
  const atoms = BigInt(whole) * ONE + BigInt(rest.padEnd(DIGITS, "0"));
  return text.startsWith("-") ? -atoms : atoms;
}

export function times(left, right) {
  expect((left * right) % ONE === 0n, "a product is exact", `${left}`, `${right}`);
  return (left * right) / ONE;
}

export function plain(atoms) {
  const digits = (atoms < 0n ? -atoms : atoms).toString().padStart(DIGITS + 1, "0");
  const text = `${digits.slice(0, -DIGITS)}.${digits.slice(-DIGITS)}`.replace(/\.?0+$/, "");
  return (atoms < 0n ? "-" : "") + (text || "0");
}

/** The value moved by some per cent and rounded down onto the grid. */
export function moved(atoms, percent, step) {
  const value = (atoms * BigInt(100 + percent)) / 100n;
  return plain(value - (value % exact(step)));
}

let count = 0;
export const freshId = (word) => `${word}-${process.pid}-${(count += 1)}`;

/** Events in the order they came, and waiting for one that fits. */
export class Inbox {
  events = [];
  #wake = () => {};
  #failure;

  put(event) {
    this.events.push(event);
    this.#wake();
  }

  fail(error) {
    this.#failure = error;
    this.#wake();
  }

  async waitFor(fits, what) {
    const until = Date.now() + WAIT_MS;
    for (let seen = 0; ; ) {
      for (; seen < this.events.length; seen += 1) if (fits(this.events[seen])) return this.events[seen];
      if (this.#failure) throw this.#failure;
      const more = new Promise((resolve) => (this.#wake = resolve));
      await bounded(more, `${what} among ${this.events.length} events`, until - Date.now());
    }
  }
}

/** The result of something that the exchange must bring about in time. */
export async function bounded(promise, what, ms = WAIT_MS) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Wrong(`no ${what} in time`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Does a deed that the exchange must refuse with one of these words or codes. */
export async function refused(deed, words, what) {
  try {
    await deed;
  } catch (error) {
    if (error instanceof Wrong) throw error;
    const text = `${error.message} ${error.code ?? ""} ${JSON.stringify(error)}`;
    expect(words.some((word) => text.includes(String(word))), `${what} is refused with ${words}`, text);
    return;
  }
  throw new Wrong(`${what} must be refused`);
}

/** Runs a session to its end; a wrong fact ends the process with 1. */
export async function run(client, main) {
  let steps = 0;
  const say = (text) => {
    steps += 1;
    console.log(`ok   ${client}: ${text}`);
  };
  try {
    await main(say);
    expect(steps > 0, "the session did something");
    console.log(`${client}: ${steps} steps`);
    process.exit(0);
  } catch (error) {
    console.log(`FAIL ${client}: ${error instanceof Wrong ? error.message : error.stack}`);
    process.exit(1);
  }
}
