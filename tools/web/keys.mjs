// The walk through the credentials of venues: a key is tested, refused, kept, asked about again and removed. Knows no other page.

// The key that every simulated exchange begins with; it opens nothing anywhere else.
const PLAY_KEY = "testkey";
const PLAY_SECRET = "testsecret";
const KEEP = 'main form[action="/credentials"] button[data-kind="main"]';

async function fill(page, secret, password) {
  await page.fill("#name", "walk");
  await page.fill("#label", "kept on the walk");
  await page.fill("#public", PLAY_KEY);
  await page.fill("#secret", secret);
  await page.fill("#password", password);
}

/** Ends with the credential `walk` kept. */
export async function keepsKey(page, { findings, to, shot, text, password }) {
  await page.goto(to("/credentials"));
  await fill(page, "no-secret-of-this-key", password);
  await page.click(KEEP);
  findings.check(/refuses the key/.test(await text(page, 'main [role="alert"]')), "a wrong secret is refused in the venue's words");
  findings.check((await page.inputValue("#secret")) === "" && (await page.inputValue("#password")) === "" && (await page.inputValue("#public")) === PLAY_KEY, "only what is no secret is filled back");
  await shot(page, "credentials-refused-dark");
  await fill(page, PLAY_SECRET, "");
  await page.click('[formaction="/credentials/test"]');
  findings.check(/It may: read/.test(await text(page, '.banner[role="status"]')), "a test tells what the key may do");
  findings.check((await page.locator('a[href="/credentials/walk"]').count()) === 0, "a test stores nothing");
  await fill(page, PLAY_SECRET, password);
  await page.click(KEEP);
  await page.waitForURL("**/credentials?said=key-kept");
  findings.check(!(await page.content()).includes(PLAY_KEY), "of a kept key the end only is shown");
  await page.click('a[href="/credentials/walk"]');
  await page.click('form[action="/credentials/walk/probe"] button');
  await page.waitForURL("**/credentials/walk?said=key-probed");
  findings.check((await text(page, ".page-head .tag")) === "good", "the venue was asked again");
}

/** Takes the credential `walk` away by its form. */
export async function removesKey(page, { findings, to, text, password }) {
  const remove = 'form[action="/credentials/walk/remove"] button';
  await page.goto(to("/credentials/walk"));
  await page.fill("#remove-password", "not the password at all");
  await page.click(remove);
  findings.check(/does not fit/.test(await text(page, 'main [role="alert"]')), "a credential is not removed by a session alone");
  await page.fill("#remove-password", password);
  await page.click(remove);
  findings.check(/said=key-removed/.test(page.url()), "a credential is removed by a form");
}
