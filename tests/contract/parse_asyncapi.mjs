// Says on standard output what @asyncapi/parser finds wrong in an AsyncAPI document; exit code 1 if there are errors.
//
// node tests/contract/parse_asyncapi.mjs docs/asyncapi.yaml

import { readFile } from "node:fs/promises";
import { DiagnosticSeverity, Parser } from "@asyncapi/parser";

const [path] = process.argv.slice(2);
const { document, diagnostics } = await new Parser().parse(await readFile(path, "utf8"));
const errors = diagnostics.filter(({ severity }) => severity === DiagnosticSeverity.Error);

for (const { severity, message, path: place, range } of diagnostics) {
  console.log(`${DiagnosticSeverity[severity]}, line ${range.start.line + 1}, ${place.join(".")}: ${message}`);
}
if (document) {
  console.log(`${document.channels().length} channels, ${document.operations().length} operations`);
}
process.exitCode = errors.length > 0 || !document ? 1 : 0;
