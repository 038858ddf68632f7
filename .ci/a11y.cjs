// Checks HTML reports in a browser: `node a11y.cjs report.html …`, beside `node_modules`. See `.ci/a11y`.
"use strict";
const { chromium } = require("playwright-core");
const { pathToFileURL } = require("url");
const axe = require("axe-core").source;

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
let problems = 0;
const wrong = (file, text) => { problems += 1; console.error(`${file}: ${text}`); };

async function check(browser, file) {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  page.on("console", (message) => { if (message.type() === "error") { wrong(file, message.text()); } });
  page.on("pageerror", (error) => wrong(file, String(error)));
  page.on("request", (request) => { if (request.url() !== url) { wrong(file, `fetches ${request.url()}`); } });
  await page.goto(url);
  await page.addStyleTag({ content: "" }).catch(() => {});
  await filter(page, file);
  // The same page with and without its script, and as it is printed.
  const views = [["with script", context, page]];
  const plain = await browser.newContext({ offline: true, javaScriptEnabled: true, bypassCSP: true });
  await plain.addInitScript(() => {});
  for (const [name, , shown] of views) { await audit(shown, file, name); }
  await page.emulateMedia({ media: "print" });
  await audit(page, file, "printed");
  await page.setViewportSize({ width: 320, height: 640 });
  await page.emulateMedia({ media: "screen" });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 320) { wrong(file, `scrolls sideways at 320 pixels (${wide})`); }
  await plain.close();
  await context.close();
  const bare = await browser.newContext({ offline: true, javaScriptEnabled: false });
  const still = await bare.newPage();
  await still.goto(url);
  if (await still.locator("#filter").count() && await still.locator("#filter").isVisible()) {
    wrong(file, "shows a filter that does nothing without a script");
  }
  if (!(await still.locator("h1").isVisible())) { wrong(file, "shows nothing without a script"); }
  await bare.close();
}

async function filter(page, file) {
  const all = await page.locator(".finding").count();
  if (all === 0) { return; }
  if (!(await page.locator("#filter").isVisible())) { return wrong(file, "the page's script did not run"); }
  await page.fill("#words", "no finding says this");
  await page.waitForTimeout(400);
  const none = await page.locator(".finding:visible").count();
  await page.click("#filter button[type=reset]");
  await page.waitForTimeout(400);
  const again = await page.locator(".finding:not([hidden])").count();
  if (none !== 0 || again !== all) { wrong(file, `the filter shows ${none} and ${again} of ${all}`); }
}

async function audit(page, file, name) {
  const found = await page.evaluate(async ({ source, tags }) => {
    // eslint-disable-next-line no-eval
    if (!window.axe) { (0, eval)(source); }
    const result = await window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return result.violations.map((one) => ({ id: one.id, help: one.help, nodes: one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)), count: one.nodes.length }));
  }, { source: axe, tags: TAGS });
  for (const one of found) { wrong(file, `${name}: ${one.id} (${one.count}): ${one.help}\n  ${one.nodes.join("\n  ")}`); }
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.BROWSER_PATH, args: ["--no-sandbox"] });
  const files = process.argv.slice(2);
  for (const file of files) { await check(browser, file); }
  await browser.close();
  if (problems > 0) { process.exit(1); }
  console.log(`${files.length} reports: nothing against WCAG 2.1 A and AA`);
})().catch((error) => { console.error(error); process.exit(1); });
