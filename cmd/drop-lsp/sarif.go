package main

import (
	"io"
	"path/filepath"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// This file writes SARIF 2.1.0: one run, a rule for each code, the labels beside the
// primary one as related locations.

func renderSarif(w io.Writer, ds []diagnostic) error {
	driver := sarif.NewToolComponent().WithName("drop-lsp").WithVersion(version())
	run := sarif.NewRun().WithTool(sarif.NewTool().WithDriver(driver)).WithColumnKind("unicodeCodePoints")
	rules := map[string]bool{}
	for i := range ds {
		d := &ds[i]
		r := sarif.NewResult().WithLevel(sarifLevel(d.Level)).WithMessage(sarif.NewTextMessage(sarifText(d)))
		if c := d.codeText(); c != "" {
			r.WithRuleID(c)
			if !rules[c] {
				rules[c] = true
				driver.AddRule(sarif.NewReportingDescriptor().WithID(c))
			}
		}
		for _, s := range d.Spans {
			if s.IsPrimary && len(r.Locations) == 0 {
				r.AddLocation(sarifLocation(s))
			} else {
				r.AddRelatedLocation(sarifLocation(s))
			}
		}
		run.AddResult(r)
	}
	return sarif.NewReport().AddRun(run).PrettyWrite(w)
}

func sarifLevel(level string) string {
	if level == "error" || level == "warning" {
		return level
	}
	return "note"
}

func sarifText(d *diagnostic) string {
	text := d.Message
	for _, c := range d.Children {
		text += "\n" + c.Level + ": " + c.Message
	}
	return text
}

func sarifLocation(s span) *sarif.Location {
	region := sarif.NewRegion().WithStartLine(s.LineStart).WithStartColumn(s.ColumnStart).
		WithEndLine(s.LineEnd).WithEndColumn(s.ColumnEnd)
	loc := sarif.NewLocation().WithPhysicalLocation(sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewArtifactLocation().WithURI(filepath.ToSlash(s.FileName))).WithRegion(region))
	if s.Label != nil {
		loc.WithMessage(sarif.NewTextMessage(*s.Label))
	}
	return loc
}
