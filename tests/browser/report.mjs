// The HTML report in a browser: jumps, filters, keys, print, no network, accessibility.
//
// Outside `cargo test`, for it needs a browser. From the root of the project:
//
//   cargo build
//   npm install --prefix target/browser playwright-core axe-core
//   node tests/browser/report.mjs
//
// YUSHEN names another program than target/debug/yushen, CHROMIUM another browser than /usr/bin/chromium.
// `pdftotext` (poppler-utils) reads the printed page. Ends with 0 when every test passed.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(resolve("target/browser/package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const program = process.env.YUSHEN ?? "target/debug/yushen";
const folder = mkdtempSync(join(tmpdir(), "yushen-browser-"));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

/// Writes the report on these paths and returns its address.
function report(name, paths) {
  const file = join(folder, `${name}.html`);
  const run = spawnSync(program, ["check", ...paths, "--as-of", "2024-01-01", "--report", `html=${file}`]);
  assert.ok([0, 1, 4].includes(run.status), String(run.stderr));
  return pathToFileURL(file).href;
}

writeFileSync(join(folder, "恶意<img src=x onerror=alert(1)>.txt"),
  "第一章 <script>alert(1)</script>\n免费运维 2 年</script><img src=x onerror=alert(2)>。\n");
const example = report("example", ["fixtures/construction/faulty.docx"]);
const pdf = report("pdf", ["fixtures/construction/faulty.pdf"]);
const parcel = report("parcel", ["fixtures/acceptance"]);
const several = report("several", ["fixtures/construction/faulty.md", "fixtures/filing"]);
const hostile = report("hostile", [join(folder, "恶意<img src=x onerror=alert(1)>.txt")]);
const everything = { example, pdf, parcel, several, hostile };

/// A page that notes errors, requests and dialogs.
async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.noted = [];
  page.on("console", (message) => message.type() === "error" && page.noted.push(message.text()));
  page.on("pageerror", (error) => page.noted.push(error.message));
  page.on("request", (request) => request.url() !== page.address && page.noted.push(`request ${request.url()}`));
  page.on("dialog", (dialog) => { page.noted.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.address = address;
  await page.goto(address);
  return page;
}

/// Whether the middle of an element can be seen in the window and in what scrolls it.
const isInView = (locator) => locator.evaluate((element) => {
  const box = element.getClientRects()[0];
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const seen = document.elementFromPoint(x, y);
  return seen !== null && (element.contains(seen) || seen.contains(element));
});

const tests = {
  async "a click on a place highlights the sentence and keeps the reader's place"() {
    const page = await open(example);
    const finding = page.locator(".finding", { hasText: "免费运维期应不少于" }).first();
    await finding.scrollIntoViewIfNeeded();
    const before = (await finding.boundingBox()).y;
    await finding.locator("a.go").first().click();
    const mark = page.locator("mark.is-now").first();
    assert.equal(await mark.textContent(), "2年");
    assert.ok(await isInView(mark), "the sentence is in view");
    assert.ok(Math.abs((await finding.boundingBox()).y - before) < 2, "the report did not move");
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement.closest(".finding") !== null), true);
    return page;
  },
  async "the passage leads back to its finding"() {
    const page = await open(example);
    const way = page.locator(".document a.ref", { hasText: "SR-C07" }).first();
    const target = (await way.getAttribute("href")).slice(1);
    await way.click();
    assert.equal(await page.evaluate(() => document.activeElement.id), target);
    assert.ok(await isInView(page.locator(`[id="${target}"]`)));
    await page.evaluate(() => scrollTo(0, 0));
    await page.locator(".document mark", { hasText: "2年" }).first().click();
    assert.equal(await page.evaluate(() => document.activeElement.id), target);
    return page;
  },
  async "every place of every report leads into view"() {
    for (const address of [example, pdf, parcel, several]) {
      const page = await open(address);
      const links = page.locator(".findings a.go:visible, .list a.go:visible");
      const count = await links.count();
      assert.ok(count > 10, `${count} links`);
      for (let at = 0; at < count; at += 3) {
        await links.nth(at).click();
        const id = decodeURIComponent(new URL(page.url()).hash.slice(1));
        assert.ok(await isInView(page.locator(`[id="${id}"]`)), `${id} in ${address}`);
      }
      assert.deepEqual(page.noted, []);
      await page.close();
    }
  },
  async "filters hide and show"() {
    const page = await open(example);
    const shown = (selector) => page.locator(`${selector}:visible`).count();
    const [findings, rows] = [await shown(".finding"), await shown("tr.item")];
    await page.locator('[name="status"][value="met"]').uncheck();
    const met = await page.locator('tr.item[data-status="met"]').count();
    assert.ok(met > 0);
    assert.equal(await shown("tr.item"), rows - met);
    await page.locator('[name="consequence"]').selectOption("建议完善");
    const advice = await page.locator('.run[data-consequence="建议完善"] .finding').count();
    assert.ok(advice > 0 && advice < findings);
    assert.equal(await shown(".finding"), advice);
    await page.locator('[name="words"]').fill("SR-C07");
    assert.equal(await shown("tr.item"), 1);
    assert.match(await page.locator(".filters output").textContent(), /筛选后：问题 0 \/ \d+，清单 1 \/ \d+/);
    await page.locator(".filters button").click();
    await page.waitForFunction((all) => document.querySelectorAll("tr.item:not([hidden])").length === all, rows);
    assert.equal(await shown(".finding"), findings);
    return page;
  },
  async "a way back to a filtered finding lifts the filter"() {
    const page = await open(example);
    await page.locator('[name="status"][value="unmet"]').uncheck();
    assert.equal(await page.locator('.run[data-status="unmet"]:visible').count(), 0);
    await page.locator(".document a.ref", { hasText: "SR-C07" }).first().click();
    assert.ok(await page.evaluate(() => document.activeElement.matches(".finding")));
    return page;
  },
  async "keys walk the findings"() {
    const page = await open(example);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip", "the skip link is first");
    const ids = [];
    for (const key of ["j", "j", "j", "k"]) {
      await page.keyboard.press(key);
      ids.push(await page.evaluate(() => document.activeElement.closest(".finding")?.id));
    }
    assert.equal(new Set(ids.slice(0, 3)).size, 3);
    assert.equal(ids[3], ids[1]);
    assert.ok(await isInView(page.locator("mark.is-now").first()), "its sentence is shown beside it");
    await page.keyboard.press("/");
    await page.keyboard.type("jk");
    assert.equal(await page.locator('[name="words"]').inputValue(), "jk", "keys are letters in the field");
    await page.locator(".filters button").click();
    await page.locator('[name="keys"]').uncheck();
    await page.locator("body").press("j");
    assert.ok(!(await page.evaluate(() => document.activeElement.matches(".finding"))), "keys can be turned off");
    return page;
  },
  async "a phone goes to the sentence and back, and nothing is wider than it"() {
    for (const address of Object.values(everything)) {
      const page = await open(address, { viewport: { width: 390, height: 844 } });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, address);
      await page.close();
    }
    const page = await open(example, { viewport: { width: 390, height: 844 } });
    await page.locator(".finding a.go").first().click();
    assert.ok(await isInView(page.locator("mark.is-now").first()));
    await page.locator(".return").click();
    assert.ok(await isInView(page.locator(".finding").first().locator(".message")));
    return page;
  },
  async "without its script the page still leads to the sentence"() {
    const page = await open(example, { javaScriptEnabled: false });
    assert.equal(await page.locator(".filters:visible").count(), 0);
    await page.locator(".finding a.go").first().click();
    assert.match(page.url(), /#p1d1m\d+$/);
    const box = await page.locator("mark:target").boundingBox();
    assert.ok(box.y > 0 && box.y < 900, JSON.stringify(box));
    return page;
  },
  async "the print has the verdict on its first page and leaves out what cannot be pressed"() {
    const page = await open(example);
    const text = async () => {
      const file = join(folder, "print.pdf");
      writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
      return execFileSync("pdftotext", ["-layout", file, "-"]).toString().split("\f");
    };
    const verdict = (await page.locator(".verdict .summary").textContent()).slice(0, 12);
    const bare = await text();
    assert.ok(bare[0].includes(verdict), bare[0]);
    assert.ok(bare[0].includes("辅助检查，不替代评审"));
    assert.ok(!bare.join("").includes("清除筛选") && !bare.join("").includes("材料正文"));
    assert.ok(bare.join("").includes("清单（"));
    await page.locator(".print-text").check();
    const whole = await text();
    assert.ok(whole.join("").includes("材料正文") && whole.length > bare.length, "the text by choice");
    await page.locator('[name="status"][value="met"]').uncheck();
    assert.ok((await text())[0].includes("本次打印经过筛选"), "a part never looks like the whole");
    return page;
  },
  async "words of a document stay words"() {
    const page = await open(hostile);
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.locator("script").count(), 1);
    assert.ok((await page.locator(".document").textContent()).includes("<script>alert(1)</script>"));
    return page;
  },
  async "nothing is requested, nothing fails"() {
    for (const address of Object.values(everything)) {
      const page = await open(address);
      await page.waitForTimeout(200);
      assert.deepEqual(page.noted, [], address);
      await page.close();
    }
  },
  async "no serious accessibility violation, light, dark and on a phone"() {
    const looks = [{}, { colorScheme: "dark" }, { viewport: { width: 390, height: 844 } }];
    for (const address of Object.values(everything)) {
      for (const look of looks) {
        const page = await open(address, { bypassCSP: true, ...look });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => axe.run());
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        const told = serious.map(({ id, nodes }) => `${id}: ${nodes.length}: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`);
        assert.deepEqual(told, [], `${address} ${JSON.stringify(look)}`);
        for (const { id, impact, nodes } of violations) console.log(`  note: ${impact} ${id} ×${nodes.length}`);
        await page.close();
      }
    }
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    const page = await test();
    if (page) {
      assert.deepEqual(page.noted, []);
      await page.close();
    }
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n${error.stack}`);
  }
}
await browser.close();
rmSync(folder, { recursive: true });
console.log(failed ? `${failed} of ${Object.keys(tests).length} failed` : `all ${Object.keys(tests).length} passed`);
process.exitCode = failed ? 1 : 0;
