// The pictures in docs/report-html.md, from the shipped example. From the root of the project:
//
//   cargo build
//   npm install --prefix target/browser playwright-core
//   node docs/scripts/screenshots.mjs
//
// YUSHEN and CHROMIUM name another program and browser, as for tests/browser/report.mjs. The printed page
// needs `pdftoppm` (poppler-utils); Chinese needs a font (fonts-noto-cjk).

import { execFileSync, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const { chromium } = createRequire(resolve("target/browser/package.json"))("playwright-core");
const folder = mkdtempSync(join(tmpdir(), "yushen-pictures-"));
const file = join(folder, "报告.html");
const program = process.env.YUSHEN ?? "target/debug/yushen";
const checked = ["check", "fixtures/construction/faulty.docx", "--as-of", "2024-01-01", "--report", `html=${file}`];
spawnSync(program, checked);
mkdirSync("docs/pictures", { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});

async function open(options) {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(pathToFileURL(file).href);
  return page;
}

async function picture(page, name) {
  await page.screenshot({ path: `docs/pictures/${name}.png` });
}

const laptop = { width: 1200, height: 750 };
const light = await open({ viewport: laptop });
await picture(light, "report-html-laptop");

const dark = await open({ viewport: laptop, colorScheme: "dark" });
await dark.locator(".run", { hasText: "SR-C12" }).first().locator("a.go").first().click();
await dark.locator(".run", { hasText: "SR-C12" }).first().scrollIntoViewIfNeeded();
await picture(dark, "report-html-dark");

const phone = await open({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5 });
await picture(phone, "report-html-phone");

const pages = join(folder, "print.pdf");
writeFileSync(pages, await light.pdf({ preferCSSPageSize: true, printBackground: true }));
execFileSync("pdftoppm", ["-r", "90", "-png", "-singlefile", pages, "docs/pictures/report-html-print"]);

await browser.close();
rmSync(folder, { recursive: true });
for (const name of ["laptop", "dark", "phone", "print"]) {
  const path = `docs/pictures/report-html-${name}.png`;
  console.log(`${path} ${Math.round(statSync(path).size / 1000)} kB`);
}
