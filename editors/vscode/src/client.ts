// The server's process and the connection to it: which binary, start, stop, restart; what it says
// of itself. Everything else asks through ask().

import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions, State, TransportKind } from "vscode-languageclient/node";

/** What the status item shows. */
export interface Status {
  state: "starting" | "ready" | "loading" | "partial" | "stopped" | "failed";
  message: string;
}

/** A place that a request is about. */
export interface Place {
  uri: vscode.Uri;
  position: vscode.Position;
}

/** What the server says of itself (experimental/serverStatus, as rust-analyzer has it). */
interface ServerStatus {
  health: "ok" | "warning" | "error";
  quiescent?: boolean;
  message?: string;
}

export class Client implements vscode.Disposable {
  readonly output = vscode.window.createOutputChannel("drop-lsp", { log: true });
  readonly trace = vscode.window.createOutputChannel("drop-lsp trace");
  private readonly changed = new vscode.EventEmitter<Status>();
  readonly onDidChangeStatus = this.changed.event;
  private client: LanguageClient | undefined;
  private queue: Promise<void> = Promise.resolve();
  status: Status = { state: "stopped", message: "" };
  version = "";

  constructor(private readonly context: vscode.ExtensionContext) {}

  start(): Promise<void> {
    return this.inTurn(() => this.doStart());
  }

  stop(): Promise<void> {
    return this.inTurn(() => this.doStop());
  }

  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.doStop();
      await this.doStart();
    });
  }

  /** Asks the server about a place; undefined: it does not run, or has no answer. */
  async ask<T>(method: string, at: Place, more: object = {}): Promise<T | undefined> {
    if (!this.client?.isRunning()) return undefined;
    try {
      const params = {
        textDocument: { uri: this.client.code2ProtocolConverter.asUri(at.uri) },
        position: this.client.code2ProtocolConverter.asPosition(at.position),
        ...more,
      };
      return (await this.client.sendRequest<T | null>(method, params)) ?? undefined;
    } catch {
      return undefined; // superseded by an edit, or the document is not open
    }
  }

  dispose(): void {
    void this.stop();
    this.changed.dispose();
    this.output.dispose();
    this.trace.dispose();
  }

  /** One start or stop after the other. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(work, work);
    return this.queue;
  }

  private async doStart(): Promise<void> {
    const command = this.serverPath();
    this.say("starting", command);
    const server: ServerOptions = { command, args: ["serve"], transport: TransportKind.stdio };
    const options: LanguageClientOptions = {
      documentSelector: [
        { scheme: "file", language: "rust" },
        { scheme: "untitled", language: "rust" },
      ],
      synchronize: { configurationSection: "drop-lsp" },
      outputChannel: this.output,
      traceOutputChannel: this.trace,
      initializationOptions: vscode.workspace.getConfiguration("drop-lsp"),
      markdown: { supportHtml: false },
    };
    const client = new LanguageClient("drop-lsp", "drop-lsp", server, options);
    client.registerFeature({
      fillClientCapabilities: (c) => {
        c.experimental = { ...(c.experimental as object | undefined), serverStatusNotification: true };
      },
      initialize: () => {},
      getState: () => ({ kind: "static" }),
      clear: () => {},
    });
    client.onNotification("experimental/serverStatus", (s: ServerStatus) => this.heard(s));
    client.onDidChangeState((e) => {
      if (this.client === client && e.newState === State.Stopped) this.say("stopped", "the server ended");
      if (this.client === client && e.newState === State.Running) this.say("ready", "");
    });
    this.client = client;
    try {
      await client.start();
      this.version = client.initializeResult?.serverInfo?.version ?? "";
      if (this.status.state === "starting") this.say("ready", "");
    } catch (err) {
      this.client = undefined;
      this.say("failed", `could not start ${command}: ${err instanceof Error ? err.message : String(err)}`);
      void this.offerHelp();
    }
  }

  private async doStop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client) await client.dispose(2000).catch(() => {});
    this.say("stopped", "");
  }

  private heard(s: ServerStatus): void {
    if (s.health === "error") this.say("failed", s.message ?? "");
    else if (s.quiescent === false) this.say("loading", s.message ?? "");
    else this.say(s.health === "warning" ? "partial" : "ready", s.message ?? "");
  }

  private say(state: Status["state"], message: string): void {
    this.status = { state, message };
    if (state === "failed") this.output.error(message);
    this.changed.fire(this.status);
  }

  /** The setting, else the server that came with the extension, else the PATH's. */
  private serverPath(): string {
    const set = vscode.workspace.getConfiguration("drop-lsp").get<string>("server.path", "");
    if (set) return set.replace(/^~(?=[/\\])/, process.env.HOME ?? "~");
    const bundled = path.join(this.context.extensionPath, "server", process.platform === "win32" ? "drop-lsp.exe" : "drop-lsp");
    if (!fs.existsSync(bundled)) return "drop-lsp";
    try {
      fs.accessSync(bundled, fs.constants.X_OK);
    } catch {
      fs.chmodSync(bundled, 0o755); // some ways of unpacking lose it
    }
    return bundled;
  }

  private async offerHelp(): Promise<void> {
    const settings = "Set Path";
    const logs = "Show Log";
    const chosen = await vscode.window.showErrorMessage(`drop-lsp: ${this.status.message}`, settings, logs);
    if (chosen === settings) void vscode.commands.executeCommand("workbench.action.openSettings", "drop-lsp.server.path");
    if (chosen === logs) this.output.show();
  }
}
