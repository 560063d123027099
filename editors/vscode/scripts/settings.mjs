// Writes the server's settings into package.json, behind the extension's own. Needs the server:
//
//   node scripts/settings.mjs [path of drop-lsp]
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const here = new URL("..", import.meta.url);
const server = process.argv[2] ?? new URL("../../bin/drop-lsp", here).pathname;
const schema = JSON.parse(execFileSync(server, ["settings", "--schema"], { encoding: "utf8" }));
const file = new URL("package.json", here);
const manifest = JSON.parse(readFileSync(file, "utf8"));
const configuration = manifest.contributes.configuration;
const own = ["drop-lsp.server.path", "drop-lsp.trace.server"];
configuration.properties = Object.fromEntries([
  ...own.map((name) => [name, configuration.properties[name]]),
  ...Object.entries(schema.properties),
]);
writeFileSync(file, JSON.stringify(manifest, null, 2) + "\n");
