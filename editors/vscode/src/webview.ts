// The script of the timeline panel: shows the picture, marks what is alive at the cursor's line,
// and says which line was chosen, by mouse or keyboard.

interface Host {
  postMessage(message: object): void;
}
declare function acquireVsCodeApi(): Host;

interface FromExtension {
  type: "timeline" | "cursor" | "nothing";
  svg?: string;
  line?: number;
}

const host = acquireVsCodeApi();
const picture = document.getElementById("picture") as HTMLElement;
let cursor = -1;

window.addEventListener("message", (e: MessageEvent<FromExtension>) => {
  const m = e.data;
  if (m.type === "timeline" && m.svg !== undefined) show(m.svg);
  if (m.type === "nothing") say("Put the cursor into a function.");
  if (m.type === "cursor" && m.line !== undefined) mark(m.line);
});

function say(text: string): void {
  const p = document.createElement("p");
  p.textContent = text;
  picture.replaceChildren(p);
}

/** Puts the picture up; what had the focus keeps it. */
function show(svg: string): void {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
  if (parsed.querySelector("parsererror") || parsed.documentElement.nodeName !== "svg") {
    say("The picture could not be shown.");
    return;
  }
  const focused = parts().indexOf(document.activeElement as SVGElement);
  picture.replaceChildren(document.importNode(parsed.documentElement, true));
  if (focused >= 0) parts()[focused]?.focus();
  mark(cursor);
}

/** What leads to a line, in the order of the lines. */
function parts(): SVGElement[] {
  const all = Array.from(picture.querySelectorAll<SVGElement>("[data-line]"));
  return all.sort((a, b) => Number(a.dataset.line) - Number(b.dataset.line));
}

/** Marks the row of a line and the bars that are alive on it. */
function mark(line: number): void {
  cursor = line;
  for (const row of picture.querySelectorAll<SVGElement>("[data-row]")) row.classList.toggle("at", Number(row.dataset.row) === line);
  for (const bar of picture.querySelectorAll<SVGElement>("[data-bars]")) bar.classList.toggle("at", holds(bar.dataset.bars ?? "", line));
}

function holds(bars: string, line: number): boolean {
  return bars.split(" ").some((run) => {
    const [first, last] = run.split("-").map(Number);
    return first <= line && line <= last;
  });
}

function reveal(target: EventTarget | null): boolean {
  const part = (target as Element | null)?.closest<SVGElement>("[data-line], [data-row]");
  const line = part?.dataset.line ?? part?.dataset.row;
  if (line === undefined) return false;
  host.postMessage({ type: "reveal", line: Number(line) });
  return true;
}

picture.addEventListener("click", (e) => reveal(e.target));
picture.addEventListener("keydown", (e) => {
  const step: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  if (e.key === "Enter" || e.key === " ") {
    if (reveal(e.target)) e.preventDefault();
  } else if (e.key in step) {
    const all = parts();
    const at = all.indexOf(e.target as SVGElement);
    if (at >= 0) {
      all[Math.min(Math.max(at + step[e.key], 0), all.length - 1)]?.focus();
      e.preventDefault();
    }
  }
});

host.postMessage({ type: "ready" });
