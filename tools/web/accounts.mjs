// The walk through accounts, connections and contracts: how they stand, and a setting that the venue confirms. Trading must not
// be halted. Knows no other page.

/** The venue is asked for the accounts' past, and what it told is shown. */
export async function readsHistories(page, { findings, to, text }) {
  await page.goto(to("/accounts"));
  const section = 'section[aria-label="Histories kept"]';
  await page.click(`${section} form button`);
  await page.waitForURL("**/accounts?said=histories-asked");
  findings.check(/asked for the past of every account/.test(await text(page, "main")), "the page says that the venue is asked");
  const whole = /deposits[^\n]*\s+1\s+whole/;
  for (let tries = 0; tries < 60 && !whole.test(await text(page, section)); tries += 1) {
    await page.waitForTimeout(500);
    await page.goto(to("/accounts"));
  }
  const shown = await text(page, section);
  findings.check(whole.test(shown), `the deposits are kept whole: ${shown}`);
}

/** Accounts and ways to the venue say how they stand. */
export async function showsAccounts(page, { findings, to, text }) {
  await page.goto(to("/accounts"));
  const accounts = await text(page, "main");
  findings.check(/simulated/.test(accounts) && /open/.test(accounts), `an account stands open: ${accounts}`);
  await page.click('main a[href="/connections"]');
  await page.waitForURL("**/connections");
  const connections = await text(page, "main");
  findings.check(/market-stream/.test(connections) && /stands/.test(connections), "the market's stream stands");
  findings.check(/breaker closed/.test(connections) && /weight/.test(connections), "breaker and weights are shown");
  findings.check(/GET \/api\/v3\/account/.test(connections), "answers are held against their documents");
  await page.click('main a[href="/failover"]');
  await page.waitForURL("**/failover");
  findings.check(/No backup is named|stands by|Call it away/.test(await text(page, "main")), "the venue and its backup say how they stand");
}

async function asks(page, { to }, times) {
  await page.goto(to("/contracts"));
  await page.fill("#leverage-value", times);
  await page.fill("#leverage-reason", "the walk sets it");
  await page.locator('form[action="/contracts/set"]', { has: page.locator("#leverage-value") }).locator("button").click();
}

/** Leverage of a contract over the cap is refused; under it, it is set with a reason and read back from the venue. */
export async function setsLeverage(page, tools) {
  const { findings, to, text } = tools;
  await asks(page, tools, "7");
  await page.waitForLoadState();
  const refused = await text(page, "main");
  findings.check(/over the cap of 1/.test(refused) && /GATE-04\.leverage/.test(refused), `leverage over the cap is refused in words: ${refused}`);
  await asks(page, tools, "1");
  await page.waitForURL("**/contracts?said=setting-asked");
  const shown = /(^|\s)1×/;
  for (let tries = 0; tries < 20 && !shown.test(await text(page, "main table")); tries += 1) {
    await page.waitForTimeout(500);
    await page.goto(to("/contracts"));
  }
  const table = await text(page, "main table");
  findings.check(shown.test(table), `the venue's own word shows the leverage that was set: ${table}`);
}
