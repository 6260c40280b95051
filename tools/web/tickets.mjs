// The part of the walk that wishes for more than one order: a pair, exits, a replacement, and the end of everything open, all by
// plain forms. Knows no other page.
import { MODES, axe, fits, watched } from "./walk.mjs";

const QTY = "0.001";
const text = (page, selector) => page.locator(selector).first().innerText();

/** Places, replaces and ends orders without JavaScript, and looks at them on a phone. */
export async function moreTickets({ browser, findings, given, to, shot }) {
  const context = await browser.newContext({ ...MODES.light, javaScriptEnabled: false });
  const plain = await watched(context, findings, "no script, more");
  await plain.goto(to("/sign-in"));
  await plain.fill("#email", given.email);
  await plain.fill("#password", given.password);
  await plain.click("form button");
  await plain.goto(to("/desk"));
  const places = Number(await plain.locator(".desk").getAttribute("data-price-places"));
  const at = async (share) => {
    const bid = Number((await plain.locator("#bids tr").first().getAttribute("data-price")).replaceAll(",", ""));
    return (bid * share).toFixed(places);
  };
  await plain.check('[name="side"][value="buy"]', { force: true });
  await plain.check('[name="kind"][value="market"]', { force: true });
  await plain.fill("#qty", QTY);
  await plain.click("details.f-exits summary");
  await plain.fill("#exit-stop", await at(0.97));
  await plain.fill("#exit-target", await at(1.03));
  await shot(plain, "ticket-exits-light");
  await plain.click('#ticket [data-act="review"]');
  findings.check(/Stop held at the venue/.test(await text(plain, ".review")), "the review tells the exits");
  await shot(plain, "review-exits-light");
  await plain.click(".review button[data-kind]");
  const entry = plain.url();
  for (let tries = 0; tries < 20 && !/held by exit/.test(await text(plain, "main")); tries += 1) {
    await plain.waitForTimeout(500);
    await plain.goto(entry);
  }
  findings.check(/held by exit/.test(await text(plain, "main")), "the order names the exits that hold it");
  await shot(plain, "order-exits-light");
  await plain.goto(to("/desk"));
  await plain.check('[name="kind"][value="limit"]', { force: true });
  await plain.fill("#price", await at(0.97));
  await plain.fill("#qty", QTY);
  await plain.click('#ticket [data-act="review"]');
  await plain.click(".review button[data-kind]");
  const old = plain.url().match(/orders\/(\d+)/)[1];
  for (let tries = 0; tries < 20 && !(await plain.locator("a", { hasText: "Replace…" }).count()); tries += 1) {
    await plain.waitForTimeout(500);
    await plain.goto(to(`/orders/${old}`));
  }
  await plain.fill("#less", String(Number(QTY) / 2));
  await plain.click('button:has-text("Reduce order")');
  findings.check(/said=amend-asked/.test(plain.url()), "an order is reduced by a form");
  for (let tries = 0; tries < 20 && !/Reduced from/.test(await text(plain, "main")); tries += 1) {
    await plain.waitForTimeout(500);
    await plain.goto(to(`/orders/${old}`));
  }
  findings.check(/Reduced from/.test(await text(plain, "main")), "the life of an order tells its reduction");
  await shot(plain, "order-reduced-light");
  await plain.click('a:has-text("Replace…")');
  await plain.fill("#price", await at(0.975));
  await shot(plain, "ticket-replace-light");
  await plain.click('#ticket [data-act="review"]');
  await plain.click(".review button[data-kind]");
  findings.check((await text(plain, "main")).includes(`order #${old}`), "a replacement names the order whose place it took");
  await plain.goto(to("/desk"));
  await plain.check('[name="kind"][value="oco"]', { force: true });
  await plain.check('[name="side"][value="buy"]', { force: true });
  await plain.fill("#price", await at(0.97));
  await plain.fill("#trigger", await at(1.03));
  await plain.fill("#qty", QTY);
  await shot(plain, "ticket-pair-light");
  await plain.click('#ticket [data-act="review"]');
  await plain.click(".review button[data-kind]");
  findings.check(/paired/.test(await text(plain, "main")), "an order of a pair names the other");
  await plain.goto(to("/orders?state=open"));
  await plain.click("#cancel-all summary");
  await shot(plain, "cancel-all-light");
  await plain.click("#cancel-all button");
  findings.check(/said=cancel-all-asked/.test(plain.url()), "everything open is cancelled by a form");
  const slim = await browser.newContext({ ...MODES.phone, javaScriptEnabled: false, storageState: await context.storageState() });
  const small = await watched(slim, findings, "phone, more");
  await small.goto(entry);
  await small.locator(".life .said summary").first().tap();
  await fits(small, findings, "order on the phone");
  await shot(small, "order-life-phone");
  await small.goto(to("/orders?state=open"));
  await small.tap("#cancel-all summary");
  await fits(small, findings, "cancel all on the phone");
  await shot(small, "cancel-all-phone");
  await small.goto(to("/desk?kind=oco#ticket"));
  await shot(small, "ticket-pair-phone");
  await slim.close();
  // What judges a page runs in it, and so needs one that may run scripts.
  const scripted = await browser.newContext({ ...MODES.light, storageState: await context.storageState() });
  const judged = await watched(scripted, findings, "more");
  await judged.goto(to("/desk"));
  await judged.click("details.f-exits summary");
  await axe(judged, findings, "ticket with exits");
  await judged.goto(to("/orders?state=open"));
  await judged.click("#cancel-all summary");
  await axe(judged, findings, "cancel all");
  await scripted.close();
  await context.close();
}
