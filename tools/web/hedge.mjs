// The walk through hedge mode: it is set with a reason and read back, a position is chosen on the ticket, shown, and closed, and
// the account goes back to one net position. Trading must not be halted. Knows no other page.

const CONTRACT = "BTC/USDT:USDT";
const QTY = "0.002";

/** Waits until the page of contracts says something. */
async function says(page, { to, text }, wanted) {
  for (let tries = 0; tries < 40; tries += 1) {
    await page.goto(to("/contracts"));
    if (wanted.test(await text(page, "main"))) return true;
    await page.waitForTimeout(500);
  }
  return false;
}

async function setsMode(page, tools, mode) {
  await page.goto(tools.to("/contracts"));
  await page.selectOption("#mode-value", mode);
  await page.fill("#mode-reason", "the walk sets it");
  await page.locator('form[action="/contracts/set"]', { has: page.locator("#mode-value") }).locator("button").click();
  await page.waitForURL("**/contracts?said=setting-asked");
  tools.findings.check(await says(page, tools, new RegExp(`${mode} positions`)), `the venue's own word shows ${mode} mode`);
}

async function sends(page, { to }, side) {
  await page.goto(to(`/desk?symbol=${encodeURIComponent(CONTRACT)}&side=${side}&kind=market&qty=${QTY}&effect=long#ticket`));
  await page.click('[data-act="review"]');
  await page.waitForSelector("#review[open] button[data-kind]");
  const words = await page.locator("#review").innerText();
  await page.click("#review button[data-kind]");
  return words;
}

/** A long position beside an empty short one, from the ticket to the close. */
export async function tradesBothSides(page, tools) {
  const { findings, shot, text, axe } = tools;
  await setsMode(page, tools, "hedge");
  const table = await text(page, "main table");
  findings.check(/long/.test(table) && /short/.test(table), `both positions stand beside each other: ${table}`);
  const opened = await sends(page, tools, "buy");
  findings.check(/opens the long position/i.test(opened), `the review says which position it opens: ${opened}`);
  findings.check(await says(page, tools, new RegExp(`\\b${QTY}\\b`)), "the long position is held");
  await axe(page, findings, "contracts in hedge mode");
  await shot(page, "contracts-hedge-dark", true);
  await page.goto(tools.to(`/desk?symbol=${encodeURIComponent(CONTRACT)}`));
  findings.check((await page.locator('#ticket input[name="effect"][type="radio"]').count()) === 2, "the ticket asks for the position");
  await axe(page, findings, "ticket in hedge mode");
  await shot(page, "ticket-hedge-dark");
  const closed = await sends(page, tools, "sell");
  findings.check(/closes the long position/i.test(closed), `the review says which position it closes: ${closed}`);
  await page.waitForTimeout(1_500);
  await setsMode(page, tools, "one-way");
}
