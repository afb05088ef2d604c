// What bpmnlint says about BPMN files, with every rule it has.
//
// In: {"files": [path]}. Out: a line of JSON for each file:
// {"file", "error", "findings": [[rule, element id or null]], "threw": [rule]}.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { BpmnModdle } from 'bpmn-moddle';

const require = createRequire(import.meta.url);
const Linter = require('bpmnlint/lib/linter.js');
const NodeResolver = require('bpmnlint/lib/resolver/node-resolver.js');

const CONFIG = { extends: 'bpmnlint:all' };

console.error = () => {}; // bpmnlint prints what its rules throw; "threw" tells it

for (const file of JSON.parse(readFileSync(0, 'utf8')).files) {
  console.log(JSON.stringify({ file, ...(await verdicts(file)) }));
}

async function verdicts(file) {
  try {
    const { rootElement } = await new BpmnModdle().fromXML(readFileSync(file, 'utf8'));
    // a linter for each file: one of bpmnlint's rules remembers the arrows of earlier files
    const linter = new Linter({ config: CONFIG, resolver: new NodeResolver() });
    return { error: '', ...sorted(await linter.lint(rootElement)) };
  } catch (error) {
    return { error: String(error.message), findings: [], threw: [] };
  }
}

function sorted(results) {
  const findings = [];
  const threw = [];
  for (const [rule, reports] of Object.entries(results)) {
    if (reports.some((report) => report.category === 'rule-error')) {
      threw.push(rule);
    } else {
      findings.push(...reports.map((report) => [rule, report.id ?? null]));
    }
  }
  return { findings, threw };
}
