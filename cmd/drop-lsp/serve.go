package main

import (
	"io"
	"log/slog"

	"drop-lsp/semantics"
	"drop-lsp/server"
)

// serveCmd is `drop-lsp serve`.
type serveCmd struct {
	Stdio bool `help:"Talk over stdin and stdout (the only way there is, and the default)."`
}

// Run serves one editor until it leaves.
func (c *serveCmd) Run(env *environment) error {
	semantics.OnPanic(func(what any, stack []byte) {
		slog.Error("internal error; an answer is partial", "panic", what, "stack", string(stack))
	})
	return server.Serve(env.ctx, stdio{env.in, env.out}, env.analysis, version())
}

// stdio is stdin and stdout as one connection.
type stdio struct {
	io.Reader
	io.Writer
}

func (s stdio) Close() error {
	if c, ok := s.Reader.(io.Closer); ok {
		return c.Close()
	}
	return nil
}
