// The drop timeline panel: a webview with the picture that the server draws. It follows the
// cursor and the text; a click in it goes to the line.

import { randomBytes } from "node:crypto";
import * as path from "node:path";
import * as vscode from "vscode";
import { Client } from "./client";

/** What is read of the server's answer (docs/requests.md). */
interface Timeline {
  name: string;
  svg: string;
}

/** What the panel says. */
interface FromPanel {
  type: "ready" | "reveal";
  line?: number;
}

export function registerTimeline(context: vscode.ExtensionContext, client: Client): void {
  const panel = new Panel(context, client);
  context.subscriptions.push(
    panel,
    vscode.commands.registerCommand("drop-lsp.timeline", () => panel.open()),
    vscode.window.onDidChangeTextEditorSelection((e) => panel.moved(e.textEditor)),
    vscode.window.onDidChangeActiveTextEditor((e) => e && panel.moved(e)),
    vscode.workspace.onDidChangeTextDocument((e) => panel.edited(e.document)),
    client.onDidChangeStatus((s) => s.state === "ready" && panel.later(50)),
  );
}

class Panel implements vscode.Disposable {
  private view: vscode.WebviewPanel | undefined;
  private ready = false;
  private source: vscode.Uri | undefined; // of what is shown
  private shown: Timeline | undefined;
  private cursor = new vscode.Position(0, 0);
  private timer: NodeJS.Timeout | undefined;
  private asked = 0;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly client: Client,
  ) {}

  async open(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor && isRust(editor.document)) {
      this.source = editor.document.uri;
      this.cursor = editor.selection.active;
    }
    if (!this.view) this.create();
    this.view?.reveal(undefined, true);
    await this.update(true);
  }

  /** The cursor moved: its line is marked at once, and what function it is in is asked. */
  moved(editor: vscode.TextEditor): void {
    if (!this.view || !isRust(editor.document)) return;
    const same = editor.document.uri.toString() === this.source?.toString();
    this.source = editor.document.uri;
    this.cursor = editor.selection.active;
    if (same) void this.post({ type: "cursor", line: this.cursor.line });
    this.later(120); // it may be another function's, or a closure's within
  }

  edited(document: vscode.TextDocument): void {
    if (this.view && document.uri.toString() === this.source?.toString()) this.later(200);
  }

  later(ms: number): void {
    if (!this.view) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.update(false), ms);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.view?.dispose();
  }

  private create(): void {
    const out = vscode.Uri.file(path.join(this.context.extensionPath, "out"));
    const view = vscode.window.createWebviewPanel(
      "drop-lsp.timeline",
      "Drop Timeline",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [out], enableFindWidget: true },
    );
    view.iconPath = new vscode.ThemeIcon("git-commit") as unknown as vscode.Uri;
    view.webview.onDidReceiveMessage((m: FromPanel) => this.heard(m));
    view.onDidDispose(() => {
      this.view = undefined;
      this.ready = false;
      this.shown = undefined;
    });
    view.webview.html = page(view.webview, out);
    this.view = view;
  }

  private heard(m: FromPanel): void {
    if (m.type === "ready") {
      this.ready = true;
      this.shown = undefined;
      void this.update(true);
    } else if (m.type === "reveal" && m.line !== undefined) {
      void this.reveal(m.line);
    }
  }

  /** Goes to a line of the text, in the editor that shows it. */
  private async reveal(line: number): Promise<void> {
    if (!this.source) return;
    const visible = vscode.window.visibleTextEditors.find((e) => e.document.uri.toString() === this.source?.toString());
    const document = visible?.document ?? (await vscode.workspace.openTextDocument(this.source));
    const text = document.lineAt(Math.min(line, document.lineCount - 1));
    const at = new vscode.Position(text.lineNumber, text.firstNonWhitespaceCharacterIndex);
    await vscode.window.showTextDocument(document, {
      viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One,
      selection: new vscode.Selection(at, at),
    });
  }

  /** Asks for the timeline at the cursor; without one the last stays, if it may. */
  private async update(must: boolean): Promise<void> {
    if (!this.view || !this.source) return;
    const n = ++this.asked;
    const answer = await this.client.ask<Timeline>("dropLsp/timeline", { uri: this.source, position: this.cursor }, { svg: true });
    if (n !== this.asked || !this.view) return;
    if (!answer) {
      if (must || !this.shown) {
        this.shown = undefined;
        await this.post({ type: "nothing" });
      }
      return;
    }
    const same = this.shown?.svg === answer.svg;
    this.shown = answer;
    this.view.title = `Drops: ${answer.name}`;
    if (!same) await this.post({ type: "timeline", svg: answer.svg, name: answer.name });
    await this.post({ type: "cursor", line: this.cursor.line });
  }

  private async post(message: object): Promise<void> {
    if (this.ready) await this.view?.webview.postMessage(message);
  }
}

function isRust(document: vscode.TextDocument): boolean {
  return document.languageId === "rust" && (document.uri.scheme === "file" || document.uri.scheme === "untitled");
}

/** The page: nothing may be loaded but its own script and styles. */
function page(webview: vscode.Webview, out: vscode.Uri): string {
  const nonce = randomBytes(16).toString("hex");
  const file = (name: string): vscode.Uri => webview.asWebviewUri(vscode.Uri.joinPath(out, name));
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}';">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file("timeline.css")}">
<link rel="stylesheet" href="${file("webview.css")}">
<title>Drop Timeline</title>
</head>
<body>
<main id="picture" aria-live="polite"><p>Put the cursor into a function.</p></main>
<script nonce="${nonce}" src="${file("webview.js")}"></script>
</body>
</html>`;
}
