package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"drop-lsp/server"
	"drop-lsp/server/draw"
)

// graphCmd is `drop-lsp graph`: the drop timeline of a function as a picture that stands by itself.
type graphCmd struct {
	common
	Fn   string `placeholder:"PATH" help:"The function; main, or the only one, if none is said."`
	Out  string `short:"o" placeholder:"FILE" help:"Where to write it; stdout if nowhere is said."`
	File string `arg:"" help:"A Rust file, or a folder with a Cargo.toml."`
}

// Run draws.
func (c *graphCmd) Run(env *environment) error {
	req, err := c.request([]string{c.File})
	if err != nil {
		return err
	}
	name := c.Fn
	if name == "" {
		if name, err = c.onlyFunction(env, req); err != nil {
			return err
		}
	}
	t, err := env.analysis.Timeline(env.ctx, req, server.Function{Name: name})
	if err != nil {
		return err
	}
	if t == nil {
		return fmt.Errorf("%s: no function %s", c.File, name)
	}
	text, _ := req.ReadText(t.Span.File)
	svg := draw.Timeline(t, text, draw.Options{})
	for _, u := range t.Unknown {
		fmt.Fprintf(env.err, "drop-lsp: %s is not analysed whole: %s\n", t.Name, u.Reason)
	}
	if c.Out == "" || c.Out == "-" {
		_, err = io.WriteString(env.out, svg)
		return err
	}
	if err := os.WriteFile(c.Out, []byte(svg), 0o666); err != nil {
		return fmt.Errorf("%s: %s", c.Out, reason(err))
	}
	return nil
}

// onlyFunction is the function that is meant where none is said.
func (c *graphCmd) onlyFunction(env *environment, req server.Request) (string, error) {
	res, err := env.analysis.Drops(env.ctx, req)
	if err != nil {
		return "", err
	}
	var names []string
	for _, f := range res.Functions {
		names = append(names, f.Name)
	}
	switch {
	case slices.Contains(names, "main"):
		return "main", nil
	case len(names) == 1:
		return names[0], nil
	case len(names) == 0:
		return "", fmt.Errorf("%s: nothing is dropped in it", c.File)
	}
	return "", fmt.Errorf("%s: which function? --fn %s", c.File, strings.Join(names[:min(len(names), 8)], ", "))
}
