// Opens files in bpmn-js: {"files": [path]} in, one JSON line {"file", "warnings", "error",
// "elements", "milliseconds"} for each out. Every diagram of a file is opened once.
import { readFile } from "node:fs/promises";
import { asked, withModeler } from "./browser.mjs";

const { files } = await asked();
await withModeler(async (page) => {
  for (const file of files) {
    const answer = await page.evaluate(opened, await readFile(file, "utf8"));
    process.stdout.write(JSON.stringify({ file, ...answer }) + "\n");
  }
});

async function opened(xml) {
  const told = (warnings) => warnings.map((w) => w.message);
  const start = performance.now();
  const answer = { warnings: [], error: "", elements: 0 };
  try {
    answer.warnings.push(...told((await window.modeler.importXML(xml)).warnings));
    for (const diagram of window.modeler.getDefinitions().diagrams ?? []) {
      answer.warnings.push(...told((await window.modeler.open(diagram)).warnings));
      answer.elements += window.modeler.get("elementRegistry").getAll().length - 1;
    }
  } catch (error) {
    answer.error = String(error.message ?? error);
    answer.warnings.push(...told(error.warnings ?? []));
  }
  answer.milliseconds = performance.now() - start;
  return answer;
}
