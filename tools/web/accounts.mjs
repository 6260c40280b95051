// The walk through accounts, connections and contracts: how they stand, and a setting that the venue confirms. Trading must not
// be halted. Knows no other page.

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
}

/** Leverage of a contract is set with a reason and read back from the venue. */
export async function setsLeverage(page, { findings, to, text }) {
  await page.goto(to("/contracts"));
  await page.fill("#leverage-value", "7");
  await page.fill("#leverage-reason", "the walk sets it");
  await page.click('form[action="/contracts/set"] button');
  await page.waitForURL("**/contracts?said=setting-asked");
  for (let tries = 0; tries < 20 && !/7×/.test(await text(page, "main table")); tries += 1) {
    await page.waitForTimeout(500);
    await page.goto(to("/contracts"));
  }
  findings.check(/7×/.test(await text(page, "main table")), "the venue's own word shows the leverage that was set");
}
