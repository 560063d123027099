package main

import (
	"fmt"
	"io"
	"strings"

	"drop-lsp/semantics"
)

// glueCmd is `drop-lsp glue`.
type glueCmd struct {
	common
	Format string `enum:"human,json" default:"human" help:"human or json."`
	Type   string `placeholder:"NAME" help:"Only this type."`
	File   string `arg:"" help:"A Rust file, or a folder with a Cargo.toml."`
}

// Run shows the drop glue of the types.
func (c *glueCmd) Run(env *environment) error {
	req, err := c.request([]string{c.File})
	if err != nil {
		return err
	}
	res, err := env.analysis.Glue(env.ctx, req)
	if err != nil {
		return err
	}
	t := newTexts(req.ReadText)
	sayUnknown(env, t, res.Unknown)
	out := glueJSON{Types: []typeJSON{}, Unknown: t.unknown(res.Unknown)}
	for _, g := range res.Types {
		if bare, _, _ := strings.Cut(g.Name, "<"); c.Type == "" || c.Type == g.Name || c.Type == bare {
			out.Types = append(out.Types, t.glue(g))
		}
	}
	if c.Format == "json" {
		return writeJSON(env.out, out)
	}
	return out.human(env.out)
}

// glueJSON is `glue --format json`.
type glueJSON struct {
	Types   []typeJSON    `json:"types"`
	Unknown []unknownJSON `json:"unknown,omitempty"`
}

type typeJSON struct {
	Name           string            `json:"name"`
	Span           span              `json:"span"`
	DropGlue       string            `json:"drop_glue"`
	ImplementsDrop bool              `json:"implements_drop"`
	Fields         []fieldJSON       `json:"fields"`
	Owned          []string          `json:"owned"`
	RequiresLive   []requirementJSON `json:"requires_live"`
}

type fieldJSON struct {
	Name     string      `json:"name"`
	Type     string      `json:"type"`
	DropGlue string      `json:"drop_glue"`
	Fields   []fieldJSON `json:"fields"`
}

type requirementJSON struct {
	Param   string   `json:"param"`
	Because []string `json:"because"`
}

func (t *texts) glue(g semantics.TypeGlue) typeJSON {
	out := typeJSON{Name: g.Name, Span: t.span(g.Span), DropGlue: g.DropGlue, ImplementsDrop: g.ImplementsDrop,
		Fields: fields(g.Fields), Owned: list(g.Owned), RequiresLive: []requirementJSON{}}
	for _, r := range g.RequiresLive {
		out.RequiresLive = append(out.RequiresLive, requirementJSON{r.Param, list(r.Because)})
	}
	return out
}

func fields(fs []semantics.FieldGlue) []fieldJSON {
	out := []fieldJSON{}
	for _, f := range fs {
		out = append(out, fieldJSON{f.Name, f.Type, f.DropGlue, fields(f.Fields)})
	}
	return out
}

func (g glueJSON) human(w io.Writer) error {
	var b strings.Builder
	for _, t := range g.Types {
		fmt.Fprintf(&b, "%s  (%s:%d)\n  drop glue: %s", t.Name, t.Span.FileName, t.Span.LineStart, t.DropGlue)
		if t.ImplementsDrop {
			b.WriteString(", implements Drop")
		}
		b.WriteByte('\n')
		fieldTree(&b, t.Fields, "  ")
		for _, r := range t.RequiresLive {
			fmt.Fprintf(&b, "  needs %s: %s\n", r.Param, strings.Join(r.Because, "; "))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func fieldTree(b *strings.Builder, fs []fieldJSON, indent string) {
	for _, f := range fs {
		fmt.Fprintf(b, "%s.%s: %s  [%s]\n", indent, f.Name, f.Type, f.DropGlue)
		fieldTree(b, f.Fields, indent+"  ")
	}
}
