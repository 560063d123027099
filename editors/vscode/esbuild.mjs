// Bundles the extension, the script of its webview and the webview's styles into out/.
import { build, context } from "esbuild";
import { copyFileSync, mkdirSync } from "node:fs";

const watch = process.argv.includes("--watch");
const options = {
  entryPoints: { extension: "src/extension.ts", webview: "src/webview.ts" },
  bundle: true,
  outdir: "out",
  platform: "node",
  format: "cjs",
  target: "es2022",
  external: ["vscode"],
  minify: !watch,
  sourcemap: watch,
  logLevel: "warning",
};

mkdirSync("out", { recursive: true });
copyFileSync("../../server/draw/timeline.css", "out/timeline.css"); // the picture's own style
copyFileSync("media/webview.css", "out/webview.css");
if (watch) {
  await (await context(options)).watch();
} else {
  await build(options);
}
