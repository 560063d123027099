// The extension: starts the server for Rust files, and adds what the protocol does not have:
// commands, the status item, the drop timeline, documents to read.

import * as vscode from "vscode";
import { Client } from "./client";
import { registerDocuments } from "./documents";
import { registerExample } from "./example";
import { registerStatus } from "./status";
import { registerTimeline } from "./timeline";

let client: Client | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  client = new Client(context);
  const started = client;
  context.subscriptions.push(
    started,
    vscode.commands.registerCommand("drop-lsp.restart", () => started.restart()),
    vscode.commands.registerCommand("drop-lsp.logs", () => started.output.show()),
    vscode.commands.registerCommand("drop-lsp.toggleHints", toggleHints),
    vscode.workspace.onDidChangeConfiguration((e) => {
      if (e.affectsConfiguration("drop-lsp.server.path")) void started.restart();
    }),
  );
  registerStatus(context, started);
  registerTimeline(context, started);
  registerDocuments(context, started);
  registerExample(context);
  await started.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** Turns the hints on or off where the setting is set, else for the user. */
async function toggleHints(): Promise<void> {
  const name = "inlayHints.dropOrder.enable";
  const config = vscode.workspace.getConfiguration("drop-lsp");
  const at = config.inspect<boolean>(name);
  const target =
    at?.workspaceValue !== undefined ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await config.update(name, !config.get<boolean>(name, true), target);
}
