// Starts the server for Rust files; everything else is the language client's.
// What is missing: packaging with a server in it, and anything beyond the protocol.

import * as vscode from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("drop-lsp.restart", async () => {
      await deactivate();
      await start();
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}

async function start(): Promise<void> {
  const command = vscode.workspace.getConfiguration("drop-lsp").get<string>("server.path", "drop-lsp");
  const server: ServerOptions = { command, args: ["serve", "--stdio"] };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "rust" },
      { scheme: "untitled", language: "rust" },
    ],
    synchronize: { configurationSection: "drop-lsp" },
  };
  client = new LanguageClient("drop-lsp", "drop-lsp", server, options);
  try {
    await client.start();
  } catch (err) {
    void vscode.window.showErrorMessage(`drop-lsp: could not start ${command}: ${err}`);
  }
}
