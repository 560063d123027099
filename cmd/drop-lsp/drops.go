package main

import (
	"fmt"
	"io"
	"strings"

	"drop-lsp/semantics"
)

// dropsCmd is `drop-lsp drops`.
type dropsCmd struct {
	common
	Format string `enum:"human,json" default:"human" help:"human or json."`
	Fn     string `placeholder:"PATH" help:"Only this function."`
	File   string `arg:"" help:"A Rust file, or a folder with a Cargo.toml."`
}

// Run shows the drop points.
func (c *dropsCmd) Run(env *environment) error {
	req, err := c.request([]string{c.File})
	if err != nil {
		return err
	}
	res, err := env.analysis.Drops(env.ctx, req)
	if err != nil {
		return err
	}
	t := newTexts(req.ReadText)
	sayUnknown(env, t, res.Unknown)
	out := dropsJSON{Functions: []functionJSON{}, Unknown: t.unknown(res.Unknown)}
	for _, f := range res.Functions {
		if c.Fn == "" || c.Fn == f.Name {
			out.Functions = append(out.Functions, t.function(f))
		}
	}
	if c.Format == "json" {
		return writeJSON(env.out, out)
	}
	return out.human(env.out)
}

// dropsJSON is `drops --format json`. Unknown, left out when empty, is what lies
// outside of any function shown.
type dropsJSON struct {
	Functions []functionJSON `json:"functions"`
	Unknown   []unknownJSON  `json:"unknown,omitempty"`
}

type functionJSON struct {
	Name    string        `json:"name"`
	Span    span          `json:"span"`
	Status  string        `json:"status"`
	Unknown []unknownJSON `json:"unknown"`
	Points  []pointJSON   `json:"points"`
}

type pointJSON struct {
	Span  span       `json:"span"`
	Kind  string     `json:"kind"`
	Drops []dropJSON `json:"drops"`
}

type dropJSON struct {
	Place        string         `json:"place"`
	Span         span           `json:"span"`
	Type         string         `json:"type"`
	When         semantics.When `json:"when"`
	Destructors  []string       `json:"destructors"`
	RequiresLive []string       `json:"requires_live"`
}

func (t *texts) function(f semantics.FunctionDrops) functionJSON {
	out := functionJSON{Name: f.Name, Span: t.span(f.Span), Status: status(f.Partial), Unknown: t.unknown(f.Unknown), Points: []pointJSON{}}
	for _, p := range f.Points {
		pj := pointJSON{Span: t.span(p.Span), Kind: p.Kind, Drops: []dropJSON{}}
		for _, d := range p.Drops {
			dj := dropJSON{Place: d.Place, Span: t.span(d.Span), Type: d.Type, When: d.When,
				Destructors: list(d.Destructors), RequiresLive: []string{}}
			for _, r := range d.RequiresLive {
				dj.RequiresLive = append(dj.RequiresLive, r.Param)
			}
			pj.Drops = append(pj.Drops, dj)
		}
		out.Points = append(out.Points, pj)
	}
	return out
}

func (d dropsJSON) human(w io.Writer) error {
	var b strings.Builder
	for _, f := range d.Functions {
		fmt.Fprintf(&b, "fn %s  (%s:%d)", f.Name, f.Span.FileName, f.Span.LineStart)
		if f.Status != "complete" {
			b.WriteString("  [partial]")
		}
		b.WriteByte('\n')
		for _, p := range f.Points {
			fmt.Fprintf(&b, "  %d:%d  %s\n", p.Span.LineStart, p.Span.ColumnStart, p.Kind)
			for i, x := range p.Drops {
				fmt.Fprintf(&b, "    %d. %s: %s", i+1, x.Place, x.Type)
				if x.When == semantics.Maybe {
					b.WriteString(" (maybe)")
				}
				if len(x.Destructors) > 0 {
					b.WriteString("  runs " + strings.Join(x.Destructors, ", "))
				}
				if len(x.RequiresLive) > 0 {
					b.WriteString("  needs " + strings.Join(x.RequiresLive, ", "))
				}
				b.WriteByte('\n')
			}
		}
		for _, u := range f.Unknown {
			fmt.Fprintf(&b, "  unknown at %d:%d: %s\n", u.Span.LineStart, u.Span.ColumnStart, u.Reason)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
