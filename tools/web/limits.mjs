// The walk through limits: a limit is tightened with a reason, shown with its use, refuses on the ticket by its own name, and is
// taken away again, and a large order is said twice. One person is enough in the house of the walk. Knows no other page.

const SCOPE = "symbol:ETH/USDT";
const LIMIT = "order_value_max";
const TWICE = "unconfirmed_order_value_max";

async function proposes(page, { to }, value, kind = LIMIT) {
  await page.goto(to("/limits"));
  await page.fill("#limit-scope", SCOPE);
  await page.selectOption("#limit-kind", kind);
  await page.fill("#limit-value", value);
  await page.fill("#limit-reason", "the walk sets it");
  await page.locator('form[action="/limits"] button').click();
  await page.waitForURL("**/limits?said=in-force");
}

/** A limit of people, from the form to the ticket and away again. */
export async function changesLimits(page, tools) {
  const { findings, shot, text, axe, to } = tools;
  await proposes(page, tools, "50");
  const table = await text(page, "main table");
  findings.check(table.includes(SCOPE) && /50/.test(table), "the limit stands in the table with its scope");
  findings.check(/0 of 100|of 100, /.test(table), "open orders are shown with their use");
  await axe(page, findings, "limits with a limit of people");
  await shot(page, "limits-set");
  await page.goto(to(`/desk?symbol=${encodeURIComponent("ETH/USDT")}&side=buy&kind=market&qty=0.1#ticket`));
  await page.waitForFunction(() => /would refuse/.test(document.querySelector("#verdict").innerText));
  const words = await text(page, "#verdict");
  findings.check(words.includes("over the limit of 50"), `the ticket names the limit: ${words}`);
  await proposes(page, tools, "");
  const gone = await text(page, 'section[aria-label="Limits in force"] table');
  findings.check(!gone.includes(SCOPE), "the limit is gone");
  const decided = await text(page, 'section[aria-label="Changes decided"]');
  findings.check(/came into force/.test(decided) && decided.includes("50"), "both changes stand among the decided, with what was before");
}

/** A large order: asked twice, sent by the second word and by nothing else. */
export async function confirmsLargeOrders(page, tools) {
  const { findings, shot, text, axe, to } = tools;
  await proposes(page, tools, "50", TWICE);
  await page.goto(to(`/desk?symbol=${encodeURIComponent("ETH/USDT")}&side=buy&kind=market&qty=0.1#ticket`));
  await page.waitForFunction(() => /ask you a second time/.test(document.querySelector("#verdict").innerText));
  await page.locator('[data-act="review"]').click();
  await page.locator('#review button:has-text("Send:")').click();
  const confirm = page.locator('#review button:has-text("Confirm this exact order")');
  await confirm.waitFor();
  await axe(page, findings, "an order that waits for its second word");
  await shot(page, "second-word");
  await confirm.click();
  await page.waitForURL("**/orders/*?said=sent");
  const life = await text(page, "main");
  findings.check(life.includes("it was wished first as"), "the order tells which wish it confirms");
  await proposes(page, tools, "", TWICE);
}
