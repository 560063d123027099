// A session in VS Code as a person has it. Each step is a test; the next goes on where it ended.
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { start } from "./editor.mjs";

const cellCycle = readFileSync(new URL("../../../cmd/drop-lsp/testdata/examples/cell-cycle.rs", import.meta.url), "utf8");

const clean = `struct Noisy(u8);

impl Drop for Noisy {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

fn main() {
    let first = Noisy(1);
    let second = Noisy(2);
    println!("{}", first.0 + second.0);
}
`;

const reorder = `use std::cell::Cell;

struct Noisy(u8);

struct Holder<'a>(Cell<Option<&'a Noisy>>);

impl Drop for Holder<'_> {
    fn drop(&mut self) {
        println!("{:?}", self.0.get().map(|noisy| noisy.0));
    }
}

fn main() {
    let holder = Holder(Cell::new(None));
    let noisy = Noisy(1);
    holder.0.set(Some(&noisy));
}
`;

const session = `use std::sync::Mutex;

struct File(&'static str);

impl Drop for File {
    fn drop(&mut self) {
        println!("closing {}", self.0);
    }
}

fn open(name: &'static str) -> Result<File, String> {
    Ok(File(name))
}

fn session(log: &Mutex<Vec<u8>>, keep: bool) -> Result<File, String> {
    let config = open("config")?;
    let mut current = open("first")?;
    let spare = File("spare");
    if !keep {
        drop(spare);
    }
    current = open("second")?;
    let size = log.lock().unwrap().len();
    println!("{} {size}", config.0);
    Ok(current)
}

fn main() {
    let log = Mutex::new(vec![]);
    let _ = session(&log, true);
}
`;

const e = await start({ "session.rs": session, "cell_cycle.rs": cellCycle, "clean.rs": clean, "reorder.rs": reorder });
const { page } = e;
const steps = [];
const step = (name, run) => steps.push([name, run]);

step("the Cell cycle has both squiggles and its hint behind the brace", async () => {
  await e.open("cell_cycle.rs");
  await e.until("two squiggles", async () => (await e.squiggles()) >= 2);
  const brace = await e.until("the hint", async () => (await e.lines()).find((l) => /^}\s*drops/.test(l)));
  assert.match(brace, /^}\s*drops 1 right.*2 left/);
  await e.until("the status item", async () => (await page.locator("#drop-lsp\\.drop-lsp\\.drop-lsp\\.status, [id*='drop-lsp.status']").count()) > 0);
});

step("a hover over a squiggle says what is wrong", async () => {
  await e.hover(page.locator(".squiggly-error").first(), /does not live long enough/);
  await e.shot("hover-error-light");
  await e.picture("error", { x: 0, y: 60, width: 1280, height: 440 });
});

step("the timeline shows what is on the screen; a bar leads to its line", async () => {
  await e.goto(21, 5);
  await e.command("drop-lsp: Show Drop Timeline of This Function");
  const frame = await e.timeline();
  await frame.locator(".dl-value").first().waitFor();
  assert.equal(await frame.locator(".dl-value").count(), 2);
  const said = (await frame.locator(".dl-said").allTextContents()).join(" ").replace(/\s+/g, " ");
  assert.match(said, /right is dropped while the borrow &right of line 21 is still needed: by the drop of left/);
  await frame.locator('[data-row="20"].at').waitFor({ state: "attached" });
  await frame.locator('.dl-value[aria-label*="right"] .dl-birth').click();
  await e.until("line 20", async () => (await e.cursor()).line === 20);
  await frame.locator('[data-row="19"].at').waitFor({ state: "attached" });
  assert.equal(await frame.locator(".dl-value.at").count(), 2);
  await e.shot("timeline-light");
});

step("the timeline is reached by the keyboard", async () => {
  const frame = await e.timeline();
  await frame.locator('.dl-value[aria-label*="left"]').focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await e.until("line 19", async () => (await e.cursor()).line === 19);
});

step("it is drawn in dark and in high contrast too", async () => {
  await e.theme("Dark Modern", "vs-dark");
  await e.shot("timeline-dark");
  await e.theme("Dark High Contrast", "hc-black");
  await e.shot("timeline-high-contrast");
  await e.theme("Light Modern", "vs");
});

step("a setting is applied at once", async () => {
  await e.command("drop-lsp: Toggle Drop Order Hints");
  await e.until("no hint", async () => !(await e.lines()).some((l) => /drops 1/.test(l)));
  await e.command("drop-lsp: Toggle Drop Order Hints");
  await e.until("the hint again", async () => (await e.lines()).some((l) => /^}\s*drops 1 right/.test(l)));
});

step("MIR and drop glue are documents to read", async () => {
  await e.goto(21, 5);
  await e.command("drop-lsp: Show MIR of This Function");
  await page.locator('.tab:has-text("main (mir)")').waitFor();
  await e.until("the MIR", async () => (await e.lines()).some((l) => l.includes("debug left => _1;")));
  await page.locator('.tab:has-text("cell_cycle.rs")').first().click();
  await e.goto(5, 9);
  await e.command("drop-lsp: Show Drop Glue of This Type");
  await page.locator('.tab:has-text("drop glue")').waitFor();
  await e.until("the glue", async () => (await e.lines()).some((l) => l.includes("its own Drop::drop")));
  await e.shot("glue");
  await e.command("View: Close All Editors");
});

step("an error shows as it is typed into a file that is saved and clean", async () => {
  await e.show("clean.rs");
  await e.until("the hint", async () => (await e.lines()).some((l) => /^}\s*drops 1 second.*2 first/.test(l)));
  assert.equal(await e.squiggles(), 0);
  await e.goto(11, 27);
  await page.keyboard.type("\ndrop(first);", { delay: 15 });
  await e.until("a squiggle", async () => (await e.squiggles()) > 0);
  await e.until("the drop order without it", async () => (await e.lines()).some((l) => /^}\s*drops second/.test(l)));
  assert.equal(e.text("clean.rs"), clean, "the file was not saved");
  await e.shot("typed-light");
  await page.keyboard.press("Control+Shift+M");
  await page.locator(".markers-panel .monaco-list-row", { hasText: "first" }).first().waitFor();
  await page.keyboard.press("Control+j");
  for (let i = 0; i < 40 && (await e.squiggles()) > 0; i++) await page.keyboard.press("Control+z");
  await e.until("no squiggle", async () => (await e.squiggles()) === 0);
});

step("the light bulb reorders two declarations, and the squiggle goes", async () => {
  await e.show("reorder.rs");
  await e.until("a squiggle", async () => (await e.squiggles()) > 0);
  await e.goto(16, 25);
  const fix = page.locator(".action-widget .monaco-list-row", { hasText: "Declare `noisy` before `holder`" });
  await e.until("the fix", async () => {
    await page.keyboard.press("Control+.");
    return fix.first().waitFor({ timeout: 3000 }).then(() => true, () => false);
  });
  await e.shot("light-bulb-light");
  await fix.first().click();
  await e.until("no squiggle", async () => (await e.squiggles()) === 0);
  const lines = await e.lines();
  const at = (what) => lines.findIndex((l) => l.includes(what));
  assert.ok(at("let noisy") > 0 && at("let noisy") < at("let holder"), lines.join("\n"));
  assert.equal(e.text("reorder.rs"), reorder, "the file was not saved");
  await e.until("the new drop order", async () => (await e.lines()).some((l) => /^}\s*drops holder/.test(l)));
  await page.keyboard.press("Control+z");
  await e.until("the squiggle again", async () => (await e.squiggles()) > 0);
  await page.keyboard.press("Control+Shift+z");
});

step("hints in many places; a hover over a variable says where it is dropped", async () => {
  await e.show("session.rs");
  await e.until("the hints", async () => (await e.lines()).filter((l) => l.includes("drops")).length > 4);
  const lines = await e.lines();
  const has = (pattern) => assert.ok(lines.some((l) => pattern.test(l)), `${pattern} in\n${lines.join("\n")}`);
  has(/"first"\)\?\s*drops config/);
  has(/current =\s*drops old current.*open.*drops 1 maybe spare.*config/);
  has(/^}\s*drops.*maybe spare/);
  await e.shot("hints-light");
  await e.picture("hints", { x: 0, y: 60, width: 900, height: 580 });
  await e.hover(page.locator(".view-line span", { hasText: /^spare$/ }).first(), /dropped/);
  await e.shot("hover-variable-light");
  await e.picture("hover", { x: 0, y: 130, width: 900, height: 330 });
  await e.goto(24, 5);
  await e.command("drop-lsp: Show Drop Timeline of This Function");
  const frame = await e.timeline();
  await frame.locator('.dl-value[aria-label*="spare"] .dl-bar.maybe').first().waitFor({ state: "attached" });
  await e.shot("timeline-session-light");
  await e.picture("timeline", { x: 0, y: 30, width: 1280, height: 620 });
  await e.theme("Dark Modern", "vs-dark");
  await e.shot("timeline-session-dark");
  await page.locator('.tab:has-text("session.rs")').first().click();
});

step("the status item tells how the server is and restarts it", async () => {
  const before = e.servers();
  assert.equal(before.length, 1);
  await page.locator(".statusbar-item", { hasText: "drop-lsp" }).first().click();
  await page.locator(".quick-input-widget", { hasText: /drop-lsp.* is ready/ }).waitFor();
  await e.shot("status-dark");
  await page.locator('.quick-input-list .monaco-list-row[aria-label*="Restart Server"]').first().click();
  await e.until("another process", async () => e.servers().length === 1 && e.servers()[0] !== before[0]);
  await e.until("the hints", async () => (await e.lines()).filter((l) => l.includes("drops")).length > 4);
});

step("the walkthrough leads to the example, which opens unsaved with its errors", async () => {
  await e.pick("Welcome: Open Walkthrough...");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "See what Rust drops" }).first().click();
  await page.locator(".gettingStartedContainer", { hasText: "Read the drop order" }).waitFor();
  await new Promise((r) => setTimeout(r, 1000));
  await e.shot("walkthrough-dark");
  await page.locator(".gettingStartedContainer a, .gettingStartedContainer .monaco-button", { hasText: "Open the example" }).first().click();
  await e.until("two squiggles", async () => (await e.squiggles()) >= 2);
  await e.until("the hint", async () => (await e.lines()).some((l) => /^}\s*drops 1 right/.test(l)));
});

// ONLY=word runs the first step and those whose names have the word.
const chosen = steps.filter(([name], i) => i === 0 || name.includes(process.env.ONLY ?? ""));
for (const [name, run] of chosen) {
  const t = Date.now();
  try {
    await run();
    console.log(`ok ${((Date.now() - t) / 1000).toFixed(1)} s  ${name}`);
  } catch (err) {
    console.log(`FAILED  ${name}\n${err.stack}`);
    await e.shot("failed");
    await e.end();
    console.log("0 passed, 1 failed");
    process.exit(1);
  }
}
await e.end();
console.log(`${chosen.length} passed, 0 failed`);
process.exit(0);
