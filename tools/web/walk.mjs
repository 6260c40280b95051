// Small steps that every walk through the pages uses: one browser, watchers, axe, expectations with words. Knows no page by itself.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WAIT_MS = 15_000;

export const MODES = {
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  light: { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true, isMobile: true },
};

/** A browser, and what ended its process if it ended by itself. */
export async function openBrowser() {
  const server = await chromium.launchServer({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // Shared memory is small on some machines: a browser that finds none left ends itself.
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const ended = new Promise((tell) => server.process().once("exit", (code, signal) => tell(signal ?? `exit code ${code}`)));
  const browser = await chromium.connect(server.wsEndpoint());
  return { browser, ended, close: () => server.close(), kill: () => server.kill() };
}

/** What was found; `fail` keeps going so that one run tells everything. */
export class Findings {
  constructor() {
    this.failures = [];
    this.passed = [];
    this.figures = {};
  }

  check(fine, words) {
    if (fine) this.passed.push(words);
    else this.fail(words);
  }

  fail(words) {
    this.failures.push(words);
    console.error(`FAIL ${words}`);
  }
}

/** A page whose policy violations, script errors and server errors become failures. */
export async function watched(context, findings, name) {
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  page.on("pageerror", (error) => findings.fail(`${name}: script error: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    if (/content security policy/i.test(text)) findings.fail(`${name}: policy violation: ${text}`);
  });
  page.on("response", (answer) => {
    if (answer.status() >= 500) findings.fail(`${name}: ${answer.status()} of ${new URL(answer.url()).pathname}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.hostname !== new URL(page.url() === "about:blank" ? request.url() : page.url()).hostname) findings.fail(`${name}: a call to ${url.hostname}`);
  });
  return page;
}

/** Serious and critical findings of axe on the page as it stands. */
export async function axe(page, findings, name) {
  const session = await page.context().newCDPSession(page);
  // Evaluated over the debugger: the page's own policy stays in force for the page.
  await session.send("Runtime.evaluate", { expression: axeSource });
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
    expression: `axe.run(document, { resultTypes: ["violations"] }).then((found) => JSON.stringify(found.violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, where: nodes.slice(0, 4).map((node) => node.target.join(" ") + ": " + (node.any[0]?.message ?? "")) }))))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  if (exceptionDetails) return findings.fail(`${name}: axe could not run: ${exceptionDetails.text}`);
  const found = JSON.parse(result.value);
  const heavy = found.filter(({ impact }) => impact === "serious" || impact === "critical");
  findings.figures[`axe ${name}`] = { heavy: heavy.length, light: found.length - heavy.length };
  for (const { id, help, where } of heavy) findings.fail(`${name}: axe ${id}: ${help}: ${where.join(" | ")}`);
  for (const { id, impact, where } of found.filter((one) => !heavy.includes(one))) console.log(`note ${name}: axe ${impact} ${id}: ${where.join(" | ")}`);
  findings.passed.push(`${name}: axe ran`);
  return undefined;
}

/** Nothing is wider than the screen. */
export async function fits(page, findings, name) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  findings.check(over <= 0, `${name}: nothing is wider than the screen (${over} px over)`);
}

/** The element that has the focus shows it. */
export function showsFocus(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const at = [element, element.nextElementSibling, element.closest("label")].filter(Boolean);
    const visible = at.some((one) => {
      const style = getComputedStyle(one);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    });
    return { visible, name: `${element.tagName} ${element.id || element.name || element.textContent.trim().slice(0, 30)}` };
  });
}
