// One page with bpmn-js in headless Chromium; the program to use comes in $CHROMIUM.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import puppeteer from "puppeteer-core";

const dist = path.dirname(createRequire(import.meta.url).resolve("bpmn-js/package.json")) + "/dist";
const style = (name) => readFileSync(`${dist}/assets/${name}`, "utf8");

const html = `<!doctype html><html lang="ja"><meta charset="utf-8"><style>
${style("diagram-js.css")}
${style("bpmn-js.css")}
html, body, #canvas { height: 100%; margin: 0; }
</style><body><div id="canvas"></div></body></html>`;

// Runs `work(page)` with `window.modeler` ready; what it answers is answered.
export async function withModeler(work, { width = 1366, height = 768 } = {}) {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM,
    headless: true,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--lang=ja"],
    defaultViewport: { width, height },
    protocolTimeout: 600_000,
  });
  try {
    const page = await browser.newPage();
    await page.setContent(html);
    await page.addScriptTag({ path: `${dist}/bpmn-modeler.production.min.js` });
    await page.evaluate(() => {
      window.modeler = new window.BpmnJS({ container: "#canvas" });
    });
    return await work(page);
  } finally {
    await browser.close();
  }
}

// Standard input as a JSON document.
export async function asked() {
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString("utf8"));
}
