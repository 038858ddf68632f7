// Checks HTML reports in a browser: `node a11y.cjs report.html …`, beside `node_modules`. See `.ci/a11y`.
"use strict";
const { chromium } = require("playwright-core");
const { pathToFileURL } = require("url");
const axe = require("axe-core").source;

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
let problems = 0;
const wrong = (file, text) => { problems += 1; console.error(`${file}: ${text}`); };

async function check(browser, file) {
  const url = pathToFileURL(file).href;
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  page.on("console", (message) => { if (message.type() === "error") { wrong(file, message.text()); } });
  page.on("pageerror", (error) => wrong(file, String(error)));
  page.on("request", (request) => { if (request.url() !== url) { wrong(file, `fetches ${request.url()}`); } });
  await page.goto(url);
  await filter(page, file);
  await audit(page, file, "screen");
  await page.emulateMedia({ media: "print" });
  await audit(page, file, "print");
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 320) { wrong(file, `scrolls sideways at 320 pixels (${wide})`); }
  await context.close();
  const bare = await browser.newContext({ offline: true, javaScriptEnabled: false });
  const still = await bare.newPage();
  await still.goto(url);
  const form = still.locator("#filter");
  if (await form.count() && await form.isVisible()) { wrong(file, "shows a filter that does nothing without a script"); }
  if (!(await still.locator("h1").isVisible())) { wrong(file, "shows nothing without a script"); }
  await bare.close();
}

// The page's own script, under the page's own policy.
async function filter(page, file) {
  const all = await page.locator(".finding").count();
  if (all === 0) { return; }
  if (!(await page.locator("#filter").isVisible())) { return wrong(file, "the page's script did not run"); }
  const shown = () => page.locator(".finding:not([hidden])").count();
  await page.fill("#words", "no finding says this");
  await page.waitForTimeout(400);
  const none = await shown();
  await page.click("#filter button[type=reset]");
  await page.waitForTimeout(400);
  const again = await shown();
  if (none !== 0 || again !== all) { wrong(file, `the filter shows ${none} and ${again} of ${all}`); }
}

async function audit(page, file, media) {
  await page.evaluate(`${axe};0`);
  const found = await page.evaluate(async (tags) => {
    const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
    const told = (one) => ({ id: one.id, help: one.help, count: one.nodes.length,
      nodes: one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)) });
    return (await window.axe.run(document, options)).violations.map(told);
  }, TAGS);
  found.forEach((one) => wrong(file, `${media}: ${one.id} (${one.count}): ${one.help}\n  ${one.nodes.join("\n  ")}`));
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.BROWSER_PATH, args: ["--no-sandbox"] });
  const files = process.argv.slice(2);
  for (const file of files) { await check(browser, file); }
  await browser.close();
  if (problems > 0) { process.exit(1); }
  console.log(`${files.length} reports: nothing against WCAG 2.1 A and AA`);
})().catch((error) => { console.error(error); process.exit(1); });
