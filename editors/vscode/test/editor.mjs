// VS Code in a browser: starts code-server with the packaged extension on a folder of its own, and
// gives what a person does: open a file, type, run a command, look at squiggles and hints.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const { CACHE: cache, CHROMIUM: executablePath, VSIX: vsix } = process.env;
const { chromium } = createRequire(path.join(cache, "package.json"))("playwright-core");
const entry = path.join(cache, "node_modules/code-server/out/node/entry.js");

const always = {
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "git.enabled": false,
  "editor.inlayHints.enabled": "on",
  "editor.minimap.enabled": false,
  "editor.stickyScroll.enabled": false,
  "editor.fontFamily": "DejaVu Sans Mono, monospace",
  "editor.accessibilitySupport": "off",
  "files.autoSave": "off",
  "files.hotExit": "off",
  "breadcrumbs.enabled": false,
  "window.commandCenter": false,
  "workbench.colorTheme": "Light Modern",
  "workbench.activityBar.location": "hidden",
  "telemetry.telemetryLevel": "off",
};

export async function start(files) {
  const root = mkdtempSync(path.join(os.tmpdir(), "drop-lsp-editor-"));
  const folder = path.join(root, "example");
  const [data, extensions, home] = ["data", "extensions", "home"].map((d) => path.join(root, d));
  for (const d of [folder, path.join(data, "User"), extensions, home]) mkdirSync(d, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home };
  const dirs = ["--user-data-dir", data, "--extensions-dir", extensions];
  writeFileSync(path.join(data, "User/settings.json"), JSON.stringify(always, null, 2));
  const installed = spawnSync(process.execPath, [entry, ...dirs, "--install-extension", vsix], { env, encoding: "utf8" });
  if (installed.status !== 0) throw new Error(`the extension does not install: ${installed.stdout}${installed.stderr}`);

  const server = spawn(
    process.execPath,
    [entry, ...dirs, "--bind-addr", "127.0.0.1:0", "--auth", "none", "--disable-telemetry", "--disable-update-check",
      "--disable-workspace-trust", folder],
    { env, detached: true },
  );
  const stop = () => {
    try {
      process.kill(-server.pid, "SIGKILL");
    } catch {
      // it ended before
    }
  };
  process.on("exit", stop);
  let said = "";
  const address = await new Promise((resolve, reject) => {
    const hear = (chunk) => {
      said += chunk;
      const at = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(said);
      if (at) resolve(at[1]);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.on("exit", () => reject(new Error(`code-server ended: ${said}`)));
    setTimeout(() => reject(new Error(`code-server does not listen: ${said}`)), 60_000).unref();
  });
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 760 }, deviceScaleFactor: 1 });
  page.setDefaultTimeout(40_000);
  return new Editor({ root, folder, data, address, browser, page, stop });
}

export class Editor {
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Opens files of the folder, in a window of their own. */
  async open(...names) {
    const host = new URL(this.address).host;
    const files = names.map((n) => ["openFile", `vscode-remote://${host}${path.join(this.folder, n)}`]);
    await this.page.goto(
      `${this.address}/?folder=${encodeURIComponent(this.folder)}&payload=${encodeURIComponent(JSON.stringify(files))}`,
    );
    await this.page.waitForSelector(".monaco-editor .view-line", { timeout: 60_000 });
    await this.page.keyboard.press("Control+b"); // the side bar is of no interest
  }

  /** Shows another file of the folder in the same window. */
  async show(name) {
    await this.page.keyboard.press("Control+p");
    await this.page.waitForSelector(".quick-input-widget input");
    await this.page.keyboard.type(name);
    await this.page.waitForSelector(`.quick-input-list .monaco-list-row:has-text("${name}")`);
    await this.page.keyboard.press("Enter");
    await this.page.waitForSelector(`.tab.active:has-text("${name}")`);
  }

  async command(title) {
    await this.pick(title);
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** Chooses a command, which may ask further. */
  async pick(title) {
    await this.page.keyboard.press("F1");
    await this.page.waitForSelector(".quick-input-widget input");
    await this.page.keyboard.type(title);
    await this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first().click();
  }

  /** Takes another colour theme; what the workbench calls it then. */
  async theme(name, workbench) {
    await this.pick("Preferences: Color Theme");
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: "Modern" }).first().waitFor();
    await this.page.keyboard.type(name);
    await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name }).first().waitFor();
    await this.page.keyboard.press("Enter");
    await this.page.locator(`.monaco-workbench.${workbench}`).waitFor({ state: "attached" });
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await new Promise((r) => setTimeout(r, 500)); // the colours fade
  }

  /** Puts the cursor at a line and column, both from 1. */
  async goto(line, column = 1) {
    await this.page.keyboard.press("Control+g");
    await this.page.waitForSelector(".quick-input-widget input");
    await this.page.keyboard.type(`${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** The lines that are on the screen, with what stands in them, hints too. */
  async lines() {
    const lines = await this.page.locator(".editor-instance .view-line").evaluateAll((all) =>
      all.map((e) => ({ top: parseFloat(e.style.top), text: (e.textContent ?? "").replaceAll("\u00a0", " ") })),
    );
    return lines.sort((a, b) => a.top - b.top).map((l) => l.text);
  }

  squiggles() {
    return this.page.locator(".squiggly-error").count();
  }

  /** Moves the mouse there until a hover says what is looked for. */
  async hover(locator, what) {
    const box = await locator.boundingBox();
    const hover = this.page.locator(".monaco-hover:not(.hidden)");
    await this.until(`a hover that says ${what}`, async () => {
      await this.page.mouse.move(box.x + box.width / 2 + (Math.random() > 0.5 ? 1 : 0), box.y + box.height / 2);
      return (await hover.allTextContents()).some((t) => what.test(t));
    });
  }

  /** Line and column of the cursor, as the status bar has them. */
  async cursor() {
    const text = await this.page.locator("#status\\.editor\\.selection").textContent();
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(text ?? "") ?? [];
    return { line: Number(line), column: Number(column) };
  }

  /** The frame of the timeline, which lies in two others. */
  async timeline() {
    return this.until("the timeline's picture", async () => {
      for (const frame of this.page.frames()) {
        if ((await frame.locator("#picture svg").count().catch(() => 0)) > 0) return frame;
      }
      return undefined;
    });
  }

  async until(what, get, ms = 40_000) {
    const end = Date.now() + ms;
    let last;
    for (;;) {
      last = await get();
      if (last !== undefined && last !== false && last !== null) return last;
      if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
      await new Promise((r) => setTimeout(r, 100));
    }
  }

  /** The processes of the server that the extension brought. */
  servers() {
    return readdirSync("/proc").filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/exe`).startsWith(path.join(this.root, "extensions"));
      } catch {
        return false; // gone, or somebody else's
      }
    });
  }

  text(name) {
    return readFileSync(path.join(this.folder, name), "utf8");
  }

  async shot(name, clip) {
    mkdirSync(path.join(cache, "shots"), { recursive: true });
    const file = path.join(cache, "shots", `${name}.png`);
    await this.page.screenshot({ path: file, clip });
    return file;
  }

  /** A screenshot that README and walkthrough show: taken anew where the images are to be. */
  async picture(name, clip) {
    const file = await this.shot(`picture-${name}`, clip);
    if (process.env.UPDATE_IMAGES) cpSync(file, new URL(`../images/${name}.png`, import.meta.url));
  }

  async end() {
    await this.browser.close();
    this.stop();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}
