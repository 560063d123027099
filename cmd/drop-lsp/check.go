package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// checkCmd is `drop-lsp check`.
type checkCmd struct {
	common
	Format string   `enum:"human,short,json,sarif,github," default:"" help:"human, short, json, sarif or github; human on a terminal, else short."`
	Path   []string `arg:"" optional:"" help:"Rust files, or folders with a Cargo.toml; the current folder if none."`
}

// Run reports the diagnostics of the paths.
func (c *checkCmd) Run(env *environment) error {
	if len(c.Path) == 0 {
		c.Path = []string{"."}
	}
	req, err := c.request(c.Path)
	if err != nil {
		return err
	}
	report, err := env.analysis.Check(env.ctx, req)
	if err != nil {
		return err
	}
	if report.Text == nil {
		report.Text = req.ReadText
	}
	format := c.Format
	if format == "" {
		format = "short"
		if env.terminal {
			format = "human"
		}
	}
	all, texts := diagnostics(report)
	shown := all[:0:0]
	found := error(nil)
	for _, d := range all {
		if d.Level == "error" {
			found = errFound
		}
		if format == "json" || c.Verbose || d.codeText() != partialCode {
			shown = append(shown, d)
		}
	}
	w := bufio.NewWriter(env.out)
	if err := render(w, format, shown, texts, env.colour); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if n := len(all) - len(shown); n > 0 {
		fmt.Fprintf(env.err, "drop-lsp: %d part(s) could not be analysed; --verbose says which and why\n", n)
	}
	return found
}

// render writes the diagnostics in one of check's formats.
func render(w io.Writer, format string, ds []diagnostic, t *texts, colour bool) error {
	switch format {
	case "sarif":
		return renderSarif(w, ds)
	case "json":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for i := range ds {
			if err := enc.Encode(&ds[i]); err != nil {
				return err
			}
		}
		return nil
	}
	for _, d := range ds {
		text := ""
		switch format {
		case "human":
			text = renderHuman(d, t, colour)
		case "short":
			text = renderShort(d)
		case "github":
			text = renderGithub(d)
		}
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
	}
	return nil
}
