// Documents to read: the MIR of a function, the drop glue of a type. They follow the text that
// they were asked of.

import * as vscode from "vscode";
import { Client, Place } from "./client";

const scheme = "drop-lsp";

interface TextAnswer {
  name: string;
  text: string;
}

interface Kind {
  method: string;
  suffix: string;
  language: string;
  nothing: string;
}

const kinds: Record<string, Kind> = {
  mir: { method: "dropLsp/mir", suffix: "mir", language: "rust", nothing: "There is no function at the cursor." },
  glue: { method: "dropLsp/glue", suffix: "drop glue", language: "plaintext", nothing: "There is no type at the cursor that is known." },
};

export function registerDocuments(context: vscode.ExtensionContext, client: Client): void {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const shown = new Map<string, { kind: Kind; at: Place; last: string }>();
  let timer: NodeJS.Timeout | undefined;

  const open = async (kind: Kind): Promise<void> => {
    const editor = vscode.window.activeTextEditor;
    if (!editor || editor.document.languageId !== "rust" || editor.document.uri.scheme === scheme) return;
    const at = { uri: editor.document.uri, position: editor.selection.active };
    const answer = await client.ask<TextAnswer>(kind.method, at);
    if (!answer) {
      void vscode.window.showInformationMessage(kind.nothing);
      return;
    }
    const name = answer.name.replace(/[/\\?#]/g, "_");
    const uri = vscode.Uri.from({ scheme, path: `/${name} (${kind.suffix})`, query: at.uri.toString() });
    shown.set(uri.toString(), { kind, at, last: answer.text });
    changed.fire(uri);
    let document = await vscode.workspace.openTextDocument(uri);
    document = await vscode.languages.setTextDocumentLanguage(document, kind.language);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true });
  };

  const again = (source: vscode.Uri): void => {
    for (const [key, s] of shown) if (s.at.uri.toString() === source.toString()) changed.fire(vscode.Uri.parse(key));
  };

  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => {
        const s = shown.get(uri.toString());
        if (!s) return "";
        const answer = await client.ask<TextAnswer>(s.kind.method, s.at);
        if (answer) s.last = answer.text;
        return s.last;
      },
    }),
    vscode.workspace.onDidChangeTextDocument((e) => {
      if (e.document.languageId !== "rust" || shown.size === 0) return;
      clearTimeout(timer);
      timer = setTimeout(() => again(e.document.uri), 300);
    }),
    vscode.workspace.onDidCloseTextDocument((d) => shown.delete(d.uri.toString())),
    vscode.commands.registerCommand("drop-lsp.mir", () => open(kinds.mir)),
    vscode.commands.registerCommand("drop-lsp.glue", () => open(kinds.glue)),
  );
}
