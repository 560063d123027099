"""A long session of random edits through a client library that is not ours (pygls).

    random.py SERVER FILE EDITS SEED [EVERY]

Opens FILE (with the modules beside it, if it has some), then edits, saves, renames, changes
settings, cancels, and asks at versions that are old by the time of the answer. No request may stay
unanswered, the server may not end, and EVERY so many edits the answers of the moment must be those
of a server that was just started on the same text. The memory of the last quarter may not lie above
that of the quarter before.
"""
import asyncio, json, os, random, re, statistics, sys

from lsprotocol import types as t
from pygls.lsp.client import LanguageClient

ANSWERED = {-32800, -32801, -32802}  # cancelled, content modified, overtaken: answers too
PATIENCE = 120


class Client:
    """One server with one document."""

    def __init__(self):
        self.lsp = LanguageClient("random", "1")
        self.settings = {}
        self.died = None

        @self.lsp.feature(t.WORKSPACE_CONFIGURATION)
        def configuration(params):
            return [self.settings for _ in params.items]

        @self.lsp.feature(t.WINDOW_WORK_DONE_PROGRESS_CREATE)
        def progress(params):
            return None

        for method in (t.WORKSPACE_INLAY_HINT_REFRESH, t.WORKSPACE_DIAGNOSTIC_REFRESH):
            self.lsp.feature(method)(lambda *_: None)

        async def ended(server):
            self.died = server.returncode

        self.lsp.server_exit = ended

    async def start(self, program, uri, text):
        await self.lsp.start_io(program, "serve", "--stdio")
        caps = t.ClientCapabilities(
            general=t.GeneralClientCapabilities(position_encodings=[t.PositionEncodingKind.Utf16]),
            window=t.WindowClientCapabilities(work_done_progress=True),
            text_document=t.TextDocumentClientCapabilities(
                diagnostic=t.DiagnosticClientCapabilities(),
                code_action=t.CodeActionClientCapabilities(code_action_literal_support=t.ClientCodeActionLiteralOptions(
                    code_action_kind=t.ClientCodeActionKindOptions(value_set=[t.CodeActionKind.QuickFix]))),
            ),
            workspace=t.WorkspaceClientCapabilities(configuration=True),
        )
        await self.answer(self.lsp.initialize_async(t.InitializeParams(capabilities=caps, process_id=os.getpid())))
        self.lsp.initialized(t.InitializedParams())
        self.open(uri, text)

    def open(self, uri, text):
        self.uri, self.text, self.version = uri, text, 1
        self.lsp.text_document_did_open(t.DidOpenTextDocumentParams(
            t.TextDocumentItem(uri=uri, language_id="rust", version=1, text=text)))

    def close(self):
        self.lsp.text_document_did_close(t.DidCloseTextDocumentParams(t.TextDocumentIdentifier(self.uri)))

    def change(self, start, end, new):
        self.version += 1
        edit = t.TextDocumentContentChangePartial(range=t.Range(self.position(start), self.position(end)), text=new)
        if random.random() < 0.01:
            edit = t.TextDocumentContentChangeWholeDocument(text=self.text[:start] + new + self.text[end:])
        self.text = self.text[:start] + new + self.text[end:]
        self.lsp.text_document_did_change(t.DidChangeTextDocumentParams(
            t.VersionedTextDocumentIdentifier(version=self.version, uri=self.uri), [edit]))

    def position(self, at):
        line = self.text.count("\n", 0, at)
        start = self.text.rfind("\n", 0, at) + 1
        return t.Position(line, len(self.text[start:at].encode("utf-16-le")) // 2)

    def request(self, kind, at):
        doc, pos = t.TextDocumentIdentifier(self.uri), self.position(at)
        near = t.Range(t.Position(max(pos.line - 30, 0), 0), t.Position(pos.line + 30, 0))
        if kind == "diagnostics":
            return self.lsp.text_document_diagnostic_async(t.DocumentDiagnosticParams(doc))
        if kind == "hints":
            return self.lsp.text_document_inlay_hint_async(t.InlayHintParams(doc, near))
        if kind == "hover":
            return self.lsp.text_document_hover_async(t.HoverParams(doc, pos))
        if kind == "highlight":
            return self.lsp.text_document_document_highlight_async(t.DocumentHighlightParams(doc, pos))
        if kind == "references":
            return self.lsp.text_document_references_async(t.ReferenceParams(t.ReferenceContext(False), doc, pos))
        return self.lsp.text_document_code_action_async(t.CodeActionParams(doc, near, t.CodeActionContext([])))

    async def answer(self, request):
        """The answer; None for one that says that it came too late."""
        try:
            return await asyncio.wait_for(request, PATIENCE)
        except asyncio.TimeoutError:
            raise SystemExit("a request was not answered (server ended: %s)" % self.died)
        except Exception as e:
            if getattr(e, "code", None) in ANSWERED:
                return None
            raise SystemExit("an error: %r" % e)

    def memory(self):
        with open("/proc/%d/status" % self.lsp._server.pid) as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read())[1]) / 1024

    async def stop(self):
        await self.answer(self.lsp.shutdown_async(None))
        self.lsp.exit(None)
        await asyncio.wait_for(self.lsp._server.wait(), 20)
        if self.lsp._server.returncode != 0:
            raise SystemExit("the server ended with %s" % self.lsp._server.returncode)


KINDS = ["diagnostics", "hints", "hover", "highlight", "references", "actions"]
PIECES = ["{", "}", ";", "(", ")", "\"", "/*", "*/", "&", "&mut ", "mut ", "move ", "return;", " ?", "let x = String::new();\n", "drop(x);\n",
          "fn added() { let v = vec![String::new()]; }\n", "\U0001d11e", "ß", "// \n", "impl Drop for Added { fn drop(&mut self) {} }\nstruct Added(String);\n", "\n", "\r\n", "1", "x"]


def edit(client, original):
    """One random edit."""
    text = client.text
    r = random.random()
    at = random.randrange(len(text) + 1)
    if r < 0.3:
        client.change(at, at, random.choice(PIECES))
    elif r < 0.45:
        client.change(at, min(len(text), at + random.randrange(1, 4)), "")
    elif r < 0.6:  # a line goes, or comes twice
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at) + 1 or len(text)
        client.change(start, end, random.choice(["", text[start:end] * 2]))
    elif r < 0.75:  # a word becomes another
        words = [m.span() for m in re.finditer(r"\w+", text[max(at - 300, 0):at + 300])]
        if words:
            (a, b), (c, d) = random.choice(words), random.choice(words)
            base = max(at - 300, 0)
            client.change(base + a, base + b, text[base + c:base + d])
    else:  # back to the text that is whole, as an undo does
        a = 0
        while a < min(len(text), len(original)) and text[a] == original[a]:
            a += 1
        b = 0
        while b < min(len(text), len(original)) - a and text[-1 - b] == original[-1 - b]:
            b += 1
        client.change(a, len(text) - b, original[a:len(original) - b])


async def compare(client, program):
    """The answers of now are those of a fresh start."""
    fresh = Client()
    fresh.settings = client.settings
    await fresh.start(program, client.uri, client.text)
    spots = [random.randrange(len(client.text) + 1) for _ in range(4)]
    differ = []
    for kind in KINDS:
        for at in spots[:1] if kind in ("diagnostics", "actions") else spots:
            ours = plain(await client.answer(client.request(kind, at)))
            theirs = plain(await fresh.answer(fresh.request(kind, at)))
            if ours != theirs:
                differ.append("%s at %s:\n  %s\n  %s" % (kind, client.position(at), ours[:2000], theirs[:2000]))
    await fresh.stop()
    if differ:
        name = "/tmp/random-session-%d.rs" % os.getpid()
        with open(name, "w", newline="") as f:
            f.write(client.text)
        raise SystemExit("not the answers of a fresh start (the text: %s)\n%s" % (name, "\n".join(differ)))


def plain(answer):
    from pygls.protocol import default_converter
    return json.dumps(default_converter().unstructure(answer), sort_keys=True).replace('"resultId"', '"id"')


async def main():
    program, file, edits, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    every = int(sys.argv[5]) if len(sys.argv) > 5 else 50
    random.seed(seed)
    with open(file, newline="") as f:
        original = f.read()
    client = Client()
    folder = os.path.dirname(os.path.abspath(file))
    uri = "file://" + os.path.abspath(file)
    await client.start(program, uri, original)
    memory, pending, asked, compared = [], [], 0, 0
    for i in range(1, edits + 1):
        edit(client, original)
        r = random.random()
        if r < 0.02:
            client.lsp.text_document_did_save(t.DidSaveTextDocumentParams(t.TextDocumentIdentifier(client.uri)))
        elif r < 0.03:  # a rename: closed, and opened by another name
            text = client.text
            client.close()
            client.open("file://%s/%s.rs" % (folder, random.choice(["lib", "main", "renamed"])), text)
        elif r < 0.05:
            client.settings = {"inlayHints": {"dropOrder": {"maxNames": random.randrange(6), "show": random.choice(["glue", "guards", "nonsense"])}},
                               "edition": random.choice(["2018", "2021", "2024"])}
            client.lsp.workspace_did_change_configuration(t.DidChangeConfigurationParams(client.settings))
        for _ in range(random.randrange(3)):
            request = asyncio.ensure_future(client.request(random.choice(KINDS), random.randrange(len(client.text) + 1)))
            asked += 1
            if random.random() < 0.1:
                client.lsp.protocol.notify("$/cancelRequest", t.CancelParams(id=asked))
            pending.append(asyncio.ensure_future(client.answer(request)))
        if random.random() < 0.5:
            await asyncio.sleep(0)  # the next edit comes before the answer
        else:
            await asyncio.gather(*pending)
            pending = []
        if i % every == 0:
            await asyncio.gather(*pending)
            pending = []
            await asyncio.sleep(0.2)  # settings are asked for beside the messages
            await compare(client, program)
            compared += 1
            memory.append(client.memory())
            if i % (4 * every) == 0:
                print("%d edits, %d requests, %d comparisons, %.0f MB" % (i, asked, compared, memory[-1]), flush=True)
    await asyncio.gather(*pending)
    if client.died is not None:
        raise SystemExit("the server ended: %s" % client.died)
    await client.stop()
    n = len(memory) // 4
    if n >= 5:
        third, last = statistics.median(memory[-2 * n:-n]), statistics.median(memory[-n:])
        print("memory: %.0f MB in the third quarter, %.0f MB in the last" % (third, last))
        if last > third * 1.15 + 20:
            raise SystemExit("the memory grows")
    print("%d edits, %d requests answered, %d times the answers of a fresh start" % (edits, asked, compared))


asyncio.run(main())
