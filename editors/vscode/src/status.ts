// The status-bar item, shown beside Rust files: whether the server is ready, and if not, why. A
// click offers what can be done.

import * as vscode from "vscode";
import { Client, Status } from "./client";

const icons: Record<Status["state"], string> = {
  starting: "$(loading~spin)",
  loading: "$(loading~spin)",
  ready: "$(check)",
  partial: "$(info)",
  stopped: "$(circle-slash)",
  failed: "$(error)",
};

const words: Record<Status["state"], string> = {
  starting: "starting",
  loading: "loading",
  ready: "ready",
  partial: "partial",
  stopped: "stopped",
  failed: "failed",
};

export function registerStatus(context: vscode.ExtensionContext, client: Client): void {
  const item = vscode.window.createStatusBarItem("drop-lsp.status", vscode.StatusBarAlignment.Right, 90);
  item.name = "drop-lsp";
  item.command = "drop-lsp.status";
  const show = (): void => {
    const { state, message } = client.status;
    item.text = `${icons[state]} drop-lsp`;
    item.tooltip = `drop-lsp is ${words[state]}${message ? `: ${message}` : ""}`;
    item.accessibilityInformation = { label: item.tooltip };
    item.backgroundColor = state === "failed" ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    if (vscode.window.activeTextEditor?.document.languageId === "rust" || state === "failed") item.show();
    else item.hide();
  };
  context.subscriptions.push(
    item,
    client.onDidChangeStatus(show),
    vscode.window.onDidChangeActiveTextEditor(show),
    vscode.commands.registerCommand("drop-lsp.status", () => menu(client)),
  );
  show();
}

async function menu(client: Client): Promise<void> {
  const { state, message } = client.status;
  const picked = await vscode.window.showQuickPick(
    [
      { label: "$(debug-restart) Restart Server", command: "drop-lsp.restart" },
      { label: "$(output) Show Log", command: "drop-lsp.logs" },
      { label: "$(git-commit) Show Drop Timeline of This Function", command: "drop-lsp.timeline" },
      { label: "$(eye) Toggle Drop Order Hints", command: "drop-lsp.toggleHints" },
      { label: "$(gear) Settings", command: "workbench.action.openSettings", argument: "@ext:drop-lsp.drop-lsp" },
    ],
    { title: `drop-lsp ${client.version} is ${words[state]}`.replace("  ", " "), placeHolder: message || undefined },
  );
  if (picked) await vscode.commands.executeCommand(picked.command, picked.argument);
}
