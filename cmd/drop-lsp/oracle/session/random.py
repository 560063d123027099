"""A long session of random edits through a client library that is not ours (pygls).

    random.py SERVER FILE EDITS SEED [EVERY]

Opens FILE (with the modules beside it, if it has some), then edits, saves, renames, changes
settings, asks, cancels, and asks at texts and versions that are old by the time of the answer. No
request may stay unanswered, no answer may be an error but those that the specification has for
what was cancelled or overtaken, and the server may not end. Every EVERY edits (a round) requests of
each kind are asked whose answers must be those of a server that was just started on the same text.
At every tenth the figures so far are printed; what is live in the server's heap in the last
quarter may not lie above that in the quarter before.
"""
import asyncio, collections, json, os, random, re, signal, statistics, sys, time

from lsprotocol import types as t
from pygls.lsp.client import LanguageClient
from pygls.protocol import default_converter

CANCELLED, MODIFIED, OVERTAKEN = -32800, -32801, -32802  # these too are answers
PATIENCE = 600  # seconds, of a machine that has other things to do


class Client:
    """One server with one document."""

    def __init__(self):
        self.lsp = LanguageClient("random", "1")
        self.settings = {}
        self.died = None
        self.asked, self.said = collections.Counter(), collections.Counter()
        self.count = 0
        self.open_requests = {}  # method and time by id
        self.slowest = (0, "")
        self.fresh = asyncio.Event()  # the server has the settings of now

        @self.lsp.feature(t.WORKSPACE_CONFIGURATION)
        def configuration(params):
            self.given = self.settings
            return [self.settings for _ in params.items]

        @self.lsp.feature(t.WINDOW_WORK_DONE_PROGRESS_CREATE)
        def progress(params):
            return None

        for method in (t.WINDOW_SHOW_MESSAGE,):
            self.lsp.feature(method)(lambda *_: None)

        @self.lsp.feature(t.WORKSPACE_INLAY_HINT_REFRESH)
        def refreshed(*_):
            if self.given is self.settings:
                self.fresh.set()

        async def ended(server):
            self.died = server.returncode

        self.lsp.server_exit = ended

    async def start(self, program, uri, text, version=1):
        await self.lsp.start_io(program, "serve", "--stdio")
        caps = t.ClientCapabilities(
            general=t.GeneralClientCapabilities(position_encodings=[t.PositionEncodingKind.Utf16]),
            window=t.WindowClientCapabilities(work_done_progress=True),
            text_document=t.TextDocumentClientCapabilities(
                diagnostic=t.DiagnosticClientCapabilities(),
                inlay_hint=t.InlayHintClientCapabilities(resolve_support=t.ClientInlayHintResolveOptions(["label.tooltip", "label.location"])),
                hover=t.HoverClientCapabilities(content_format=[t.MarkupKind.Markdown]),
                code_action=t.CodeActionClientCapabilities(code_action_literal_support=t.ClientCodeActionLiteralOptions(
                    code_action_kind=t.ClientCodeActionKindOptions(value_set=[t.CodeActionKind.QuickFix]))),
            ),
            workspace=t.WorkspaceClientCapabilities(configuration=True, inlay_hint=t.InlayHintWorkspaceClientCapabilities(refresh_support=True)),
        )
        await self.answer(self.send("initialize", t.InitializeParams(capabilities=caps, process_id=os.getpid())))
        self.lsp.initialized(t.InitializedParams())
        self.open(uri, text, version)

    def open(self, uri, text, version):
        self.uri, self.text, self.version = uri, text, version
        self.lsp.text_document_did_open(t.DidOpenTextDocumentParams(
            t.TextDocumentItem(uri=uri, language_id="rust", version=version, text=text)))

    def close(self):
        self.lsp.text_document_did_close(t.DidCloseTextDocumentParams(t.TextDocumentIdentifier(self.uri)))

    def configure(self, settings):
        self.settings = settings
        self.fresh.clear()
        self.lsp.workspace_did_change_configuration(t.DidChangeConfigurationParams(settings))

    async def settled(self):
        """Waits until the server has the settings, which it asks for beside the messages."""
        await asyncio.wait_for(self.fresh.wait(), PATIENCE)

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

    def send(self, method, params):
        """Sends a request; its id is the last."""
        self.count += 1
        self.last = "session-%d" % self.count  # the library has one table for the ids of both sides
        self.asked[method] += 1
        self.open_requests[self.last] = (method, time.time())
        request = asyncio.ensure_future(self.lsp.protocol.send_request_async(method, params, msg_id=self.last))
        request.add_done_callback(lambda _, id=self.last: self.close_request(id))
        return request

    def close_request(self, id):
        method, since = self.open_requests.pop(id)
        took = time.time() - since
        self.slowest = max(self.slowest, (took, method))

    def cancel(self, id):
        self.lsp.protocol.notify("$/cancelRequest", t.CancelParams(id=id))

    def request(self, method, at):
        doc, pos = t.TextDocumentIdentifier(self.uri), self.position(at)
        near = t.Range(t.Position(max(pos.line - 30, 0), 0), t.Position(pos.line + 30, 0))
        params = {
            t.TEXT_DOCUMENT_DIAGNOSTIC: lambda: t.DocumentDiagnosticParams(doc),
            t.TEXT_DOCUMENT_INLAY_HINT: lambda: t.InlayHintParams(doc, near),
            t.TEXT_DOCUMENT_REFERENCES: lambda: t.ReferenceParams(t.ReferenceContext(False), doc, pos),
            t.TEXT_DOCUMENT_CODE_ACTION: lambda: t.CodeActionParams(doc, near, t.CodeActionContext([])),
            t.TEXT_DOCUMENT_CODE_LENS: lambda: t.CodeLensParams(doc),
            t.TEXT_DOCUMENT_HOVER: lambda: t.HoverParams(doc, pos),
            t.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: lambda: t.DocumentHighlightParams(doc, pos),
            t.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY: lambda: t.CallHierarchyPrepareParams(doc, pos),
        }.get(method, lambda: {"textDocument": {"uri": self.uri}, "position": {"line": pos.line, "character": pos.character}})
        return self.send(method, params())

    async def answer(self, request):
        """The answer; None for one that says that it was cancelled or came too late."""
        try:
            value = await asyncio.wait_for(request, PATIENCE)
            self.said["answered"] += 1
            return value
        except asyncio.TimeoutError:
            print("not answered: %s" % self.open_requests, flush=True)
            if self.died is None:
                self.lsp._server.send_signal(signal.SIGQUIT)  # the stacks of its goroutines
                await asyncio.sleep(5)
            raise SystemExit("a request was not answered (server ended: %s)" % self.died)
        except Exception as e:
            kind = {CANCELLED: "cancelled", MODIFIED: "content modified", OVERTAKEN: "overtaken"}.get(getattr(e, "code", None))
            if kind is None:
                raise SystemExit("an error: %r" % e)
            self.said[kind] += 1
            return None

    def resident(self):
        with open("/proc/%d/status" % self.lsp._server.pid) as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read())[1]) / 1024

    def seconds(self):
        """The processor time of the server so far."""
        with open("/proc/%d/stat" % self.lsp._server.pid) as f:
            fields = f.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def heap(self):
        m = await self.answer(self.send("dropLsp/memory", {}))
        return m.heap / (1 << 20), m.goroutines

    async def stop(self):
        spent = self.seconds()
        await self.answer(self.send("shutdown", None))
        self.lsp.exit(None)
        await asyncio.wait_for(self.lsp._server.wait(), 20)
        if self.lsp._server.returncode != 0:
            raise SystemExit("the server ended with %s" % self.lsp._server.returncode)
        await self.lsp.stop()
        return spent


# Once in each round, and how often at some place in the text.
ONCE = [t.TEXT_DOCUMENT_DIAGNOSTIC, t.TEXT_DOCUMENT_CODE_ACTION, t.TEXT_DOCUMENT_CODE_LENS]
PLACES = [t.TEXT_DOCUMENT_INLAY_HINT, t.TEXT_DOCUMENT_HOVER, t.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, t.TEXT_DOCUMENT_REFERENCES,
          t.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, "dropLsp/timeline", "dropLsp/glue", "dropLsp/mir"]
PIECES = ["{", "}", ";", "(", ")", "\"", "/*", "*/", "&", "&mut ", "mut ", "move ", "return;", " ?", "let x = String::new();\n", "drop(x);\n",
          "fn added() { let v = vec![String::new()]; }\n", "\U0001d11e", "ß", "// \n", "impl Drop for Added { fn drop(&mut self) {} }\nstruct Added(String);\n", "\n", "\r\n", "1", "x"]


def common(a, b):
    """How many characters two texts have in common at their beginning."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        mid = (low + high + 1) // 2
        if a[:mid] == b[:mid]:
            low = mid
        else:
            high = mid - 1
    return low


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
        a = common(text, original)
        b = common(text[a:][::-1], original[a:][::-1])
        client.change(a, len(text) - b, original[a:len(original) - b])


def beside(client, folder):
    """What a client says beside edits, now and then."""
    r = random.random()
    if r < 0.02:
        client.lsp.text_document_did_save(t.DidSaveTextDocumentParams(t.TextDocumentIdentifier(client.uri)))
        return "saves"
    if r < 0.03:  # a rename: closed, and opened by another name
        client.close()
        client.open("file://%s/%s.rs" % (folder, random.choice(["lib", "main", "renamed"])), client.text, 1)
        return "renames"
    if r < 0.05:
        client.configure({"inlayHints": {"dropOrder": {"maxNames": random.randrange(6), "show": random.choice(["glue", "guards", "nonsense"])}},
                          "lens": {"implicitDrops": {"enable": random.random() < 0.5}}, "edition": random.choice(["2018", "2021", "2024"])})
        return "settings"
    return "nothing"


async def compare(client, program):
    """Asks in a round; the answers are those of a fresh start. How many were compared, and its processor time."""
    fresh = Client()
    fresh.settings = client.settings
    await fresh.start(program, client.uri, client.text, client.version)
    await asyncio.gather(client.settled(), fresh.settled())
    questions = [(m, random.randrange(len(client.text) + 1)) for m in ONCE + PLACES + PLACES]
    # What stands at a `drop` and behind a brace is asked for, too: random places seldom are.
    drops = [m.start() for m in re.finditer(r"\bdrop\b(?=\(&mut self)", client.text)]
    if drops:
        at = random.choice(drops)
        questions += [(t.TEXT_DOCUMENT_REFERENCES, at), (t.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, at)]
    braces = [m.start() for m in re.finditer(r"[};?]", client.text)]
    if braces:
        at = random.choice(braces)
        questions += [(t.TEXT_DOCUMENT_HOVER, at), (t.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, at)]
    compared, differ = 0, []

    async def same(ask, where):
        nonlocal compared
        ours, theirs = await asyncio.gather(*(c.answer(ask(c)) for c in (client, fresh)))
        compared += 1
        if plain(ours) != plain(theirs):
            differ.append("%s:\n  %s\n  %s" % (where, plain(ours)[:2000], plain(theirs)[:2000]))
        return ours

    for method, at in questions:
        answer = await same(lambda c: c.request(method, at), "%s at %s" % (method, client.position(at)))
        if method == t.TEXT_DOCUMENT_INLAY_HINT and answer:
            hint = random.choice(answer)
            await same(lambda c: c.send(t.INLAY_HINT_RESOLVE, hint), "the hint %s resolved" % plain(hint))
            client.hints = answer
        if method == t.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY and answer:
            await same(lambda c: c.send(t.CALL_HIERARCHY_INCOMING_CALLS, t.CallHierarchyIncomingCallsParams(answer[0])), "incoming calls")
            await same(lambda c: c.send(t.CALL_HIERARCHY_OUTGOING_CALLS, t.CallHierarchyOutgoingCallsParams(answer[0])), "outgoing calls")
    if differ:
        name = "/tmp/random-session-%d.rs" % os.getpid()
        with open(name, "w", newline="") as f:
            f.write(client.text)
        raise SystemExit("not the answers of a fresh start (the text: %s; settings %s)\n%s" % (name, client.settings, "\n".join(differ)))
    return compared, await fresh.stop()


CONVERTER = default_converter()


def plain(answer):
    return json.dumps(CONVERTER.unstructure(answer), sort_keys=True, default=lambda o: o._asdict() if hasattr(o, "_asdict") else vars(o))


async def main():
    program, file, edits, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    every = int(sys.argv[5]) if len(sys.argv) > 5 else 50
    random.seed(seed)
    with open(file, newline="") as f:
        original = f.read()
    client = Client()
    client.hints = []
    folder = os.path.dirname(os.path.abspath(file))
    await client.start(program, "file://" + os.path.abspath(file), original)
    began, heaps, residents, pending, did, compared, afresh = time.time(), [], [], [], collections.Counter(), 0, 0.0
    print("%s: %d lines; %d edits, a round of comparisons every %d, seed %d" % (os.path.basename(file), original.count("\n"), edits, every, seed), flush=True)
    for i in range(1, edits + 1):
        edit(client, original)
        did[beside(client, folder)] += 1
        for _ in range(random.randrange(3)):
            if client.hints and random.random() < 0.05:  # of a version that is gone
                pending.append(asyncio.ensure_future(client.answer(client.send(t.INLAY_HINT_RESOLVE, random.choice(client.hints)))))
            else:
                pending.append(asyncio.ensure_future(client.answer(client.request(random.choice(ONCE + PLACES), random.randrange(len(client.text) + 1)))))
            if random.random() < 0.1:
                did["cancels"] += 1
                client.cancel(client.last)
        if random.random() < 0.5:
            await asyncio.sleep(0)  # the next edit comes before the answer
        else:
            await asyncio.gather(*pending)
            pending = []
        if i % every == 0:
            await asyncio.gather(*pending)
            pending = []
            n, spent = await compare(client, program)
            compared, afresh = compared + n, afresh + spent
            did["rounds"] += 1
            heap, goroutines = await client.heap()
            heaps.append(heap)
            residents.append(client.resident())
        if i % max(edits // 10, 1) == 0 or i == edits:
            print("%d edits in %.0f s (the server %.0f s, fresh ones %.0f s): %s; requests %d: %s; compared %d in %d rounds, none differs; slowest %.1f s (%s); heap %.1f MiB, resident %.0f MiB, %d goroutines" % (
                i, time.time() - began, client.seconds(), afresh, ", ".join("%d %s" % (did[k], k) for k in ("saves", "renames", "settings", "cancels")),
                sum(client.asked.values()), ", ".join("%d %s" % (n, k) for k, n in client.said.items()), compared, did["rounds"], *client.slowest, *([heaps[-1], residents[-1], goroutines] if heaps else [0, 0, 0])), flush=True)
    await asyncio.gather(*pending)
    if client.died is not None:
        raise SystemExit("the server ended: %s" % client.died)
    print("requests: " + ", ".join("%d %s" % (n, m) for m, n in client.asked.most_common()))
    if sum(client.said.values()) != sum(client.asked.values()):
        raise SystemExit("%d requests, %d answers" % (sum(client.asked.values()), sum(client.said.values())))
    await client.stop()
    n = len(heaps) // 4
    if n >= 5:
        for what, seen, slack in (("heap", heaps, 8), ("resident", residents, 30)):
            third, last = statistics.median(seen[-2 * n:-n]), statistics.median(seen[-n:])
            print("%s: %.1f MiB in the third quarter, %.1f MiB in the last (medians)" % (what, third, last))
            if last > third * 1.1 + slack:
                raise SystemExit("the memory grows")
    print("%d edits, %d requests, all answered; %d answers compared with a fresh start's in %d rounds, all equal" % (edits, sum(client.asked.values()), compared, did["rounds"]))


asyncio.run(main())
