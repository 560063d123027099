package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"drop-lsp/semantics"
	"drop-lsp/syntax/source"
)

// This file is the table of the client's settings: the section "drop-lsp" of its
// configuration. Each row says a setting's name, what it may be and where its value
// goes; defaults, schema (settings_schema.go) and the README's table are read off it.
// A value of the wrong shape is the default, and said to the client.

// settings are what the user chose.
type settings struct {
	Edition string
	Cfgs    []string
	Test    bool
	Cargo   struct {
		Features                       []string
		AllFeatures, NoDefaultFeatures bool
	}

	Diagnostics struct {
		Enable   bool
		Compiler string // errors that `cargo check` shows too: always, untilSaved, never
		Disabled []string
		Partial  bool
	}
	Hints    settingsOfHints
	Hover    bool
	Lens     bool
	LogFile  string
	problems []string // settings that could not be read
}

// settingsOfHints choose what hints show.
type settingsOfHints struct {
	Enable   bool
	Show     string // glue, destructors, guards
	Places   []string
	Types    string // of which values the type is named: never, destructors, always
	MaxNames int
	Macros   bool
}

// setting is a row of the table.
type setting struct {
	name string // behind "drop-lsp."
	doc  string
	// choices are the values it may have, or its elements, and what they mean.
	choices []choice
	value   func(*settings) any // where the value goes
}

type choice struct{ value, doc string }

// hintPlaces are the kinds of drop points as settings name them.
var hintPlaces = []choice{
	{"scopeEnd", "behind the brace that ends a scope"},
	{"statementEnd", "behind the semicolon: a statement's temporaries"},
	{"assignment", "behind `=`: the old value"},
	{"return", "behind `return`"},
	{"break", "behind `break`"},
	{"continue", "behind `continue`"},
	{"questionMark", "behind `?`: what is dropped if it returns"},
	{"matchArm", "behind a match arm"},
	{"condition", "behind a condition: its temporaries"},
}

var settingsTable = []setting{
	{"edition", "The edition of files that belong to no package; empty: 2021.", []choice{{"", "of the package, else 2021"}, {"2015", ""}, {"2018", ""}, {"2021", ""}, {"2024", ""}},
		func(s *settings) any { return &s.Edition }},
	{"cargo.cfgs", "Configuration options to set, `name` or `name=\"value\"`.", nil, func(s *settings) any { return &s.Cfgs }},
	{"cargo.features", "Features of the workspace's packages to activate, `name` or `package/name`; a package that has none of the name goes without.", nil,
		func(s *settings) any { return &s.Cargo.Features }},
	{"cargo.allFeatures", "Activate all features of the workspace's packages.", nil, func(s *settings) any { return &s.Cargo.AllFeatures }},
	{"cargo.noDefaultFeatures", "Do not activate the features that are active by default.", nil, func(s *settings) any { return &s.Cargo.NoDefaultFeatures }},
	{"cfg.setTest", "Set `cfg(test)`: unit tests are analysed too.", nil, func(s *settings) any { return &s.Test }},
	{"diagnostics.enable", "Show errors and warnings.", nil, func(s *settings) any { return &s.Diagnostics.Enable }},
	{"diagnostics.compilerErrors", "When to show errors that `cargo check` (rust-analyzer's check on save) shows as well; beside rust-analyzer, `untilSaved` shows each once.",
		[]choice{{"always", "whether saved or not"}, {"untilSaved", "those that came since the file was saved"}, {"never", "leave them to `cargo check`"}},
		func(s *settings) any { return &s.Diagnostics.Compiler }},
	{"diagnostics.disabled", "Codes of diagnostics that are not shown, such as `E0502` or `drop-lsp::partial`.", nil, func(s *settings) any { return &s.Diagnostics.Disabled }},
	{"diagnostics.partial.enable", "Say which bodies could not be analysed whole, and why.", nil, func(s *settings) any { return &s.Diagnostics.Partial }},
	{"inlayHints.dropOrder.enable", "Show what is dropped, in order, where it is dropped.", nil, func(s *settings) any { return &s.Hints.Enable }},
	{"inlayHints.dropOrder.show", "Which drops are shown.",
		[]choice{{"glue", "every value with drop glue"}, {"destructors", "those that run a destructor somebody wrote, not those that only free memory"}, {"guards", "those that release what they borrow: lock guards, `RefMut`, `Drain`"}},
		func(s *settings) any { return &s.Hints.Show }},
	{"inlayHints.dropOrder.places", "Where drops are shown.", hintPlaces, func(s *settings) any { return &s.Hints.Places }},
	{"inlayHints.dropOrder.types", "Whose type is named; a temporary's always is.",
		[]choice{{"never", "nobody's"}, {"destructors", "of values whose type implements `Drop` in this program"}, {"always", "everybody's"}},
		func(s *settings) any { return &s.Hints.Types }},
	{"inlayHints.dropOrder.maxNames", "How many values a hint names before the rest becomes a count; 0: all.", nil, func(s *settings) any { return &s.Hints.MaxNames }},
	{"inlayHints.dropOrder.insideMacroCalls", "Show drops of code that stands inside the arguments of a macro call.", nil, func(s *settings) any { return &s.Hints.Macros }},
	{"hover.enable", "Answer hovers: drop glue, drop places, what must be live.", nil, func(s *settings) any { return &s.Hover }},
	{"lens.implicitDrops.enable", "Show over each `impl Drop` how many implicit calls the workspace has.", nil, func(s *settings) any { return &s.Lens }},
	{"log.file", "Write the server's log to this file; empty: to stderr.", nil, func(s *settings) any { return &s.LogFile }},
}

// defaultSettings are what holds where nothing is said.
func defaultSettings() settings {
	var s settings
	s.Cfgs, s.Diagnostics.Disabled, s.Cargo.Features = []string{}, []string{}, []string{}
	s.Diagnostics.Enable, s.Diagnostics.Compiler = true, "always"
	s.Hints.Enable, s.Hints.Show, s.Hints.Types, s.Hints.MaxNames, s.Hints.Macros = true, "glue", "destructors", 4, true
	for _, p := range hintPlaces {
		s.Hints.Places = append(s.Hints.Places, p.value)
	}
	s.Hover = true
	return s
}

func (s settings) options() semantics.Options {
	editions := map[string]source.Edition{"2015": source.Edition2015, "2018": source.Edition2018,
		"2021": source.Edition2021, "2024": source.Edition2024}
	return semantics.Options{Otherwise: editions[s.Edition], Cfg: s.Cfgs, Test: s.Test}
}

// choice is what of a package is meant.
func (s settings) choice() semantics.Choice {
	return semantics.Choice{Features: s.Cargo.Features, AllFeatures: s.Cargo.AllFeatures, NoDefaultFeatures: s.Cargo.NoDefaultFeatures, Lenient: true}
}

// readSettings takes the section's value, its names nested or with dots.
func readSettings(raw json.RawMessage) settings {
	s := defaultSettings()
	if len(raw) == 0 || string(raw) == "null" || string(raw) == "[]" { // what Lua makes of an empty table
		return s
	}
	var section map[string]json.RawMessage
	if err := json.Unmarshal(raw, &section); err != nil {
		s.problems = append(s.problems, "the settings are not an object")
		return s
	}
	for i := range settingsTable {
		row := &settingsTable[i]
		v, ok := lookUp(section, row.name)
		if !ok || string(v) == "null" {
			continue
		}
		if err := row.read(&s, v); err != nil {
			s.problems = append(s.problems, fmt.Sprintf("drop-lsp.%s: %v", row.name, err))
		}
	}
	return s
}

// lookUp finds a value by its dotted name, wherever the dots stand.
func lookUp(section map[string]json.RawMessage, name string) (json.RawMessage, bool) {
	for _, whole := range []string{name, "drop-lsp." + name} {
		if v, ok := section[whole]; ok {
			return v, true
		}
	}
	for i := strings.IndexByte(name, '.'); i >= 0; {
		var inner map[string]json.RawMessage
		if v, ok := section[name[:i]]; ok && json.Unmarshal(v, &inner) == nil {
			if v, ok := lookUp(inner, name[i+1:]); ok {
				return v, true
			}
		}
		next := strings.IndexByte(name[i+1:], '.')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return nil, false
}

// read sets a value; of the wrong shape it changes nothing.
func (row *setting) read(s *settings, raw json.RawMessage) error {
	fresh := defaultSettings()
	v := row.value(&fresh)
	if list, ok := v.(*[]string); ok {
		*list = nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	if err := dec.Decode(v); err != nil {
		return fmt.Errorf("%s expected", row.kind())
	}
	switch v := v.(type) {
	case *bool:
		*row.value(s).(*bool) = *v
	case *int:
		if *v < 0 {
			return errors.New("not below 0")
		}
		*row.value(s).(*int) = *v
	case *string:
		if err := row.allowed(*v); err != nil {
			return err
		}
		*row.value(s).(*string) = *v
	case *[]string:
		for _, e := range *v {
			if err := row.allowed(e); err != nil {
				return err
			}
		}
		*row.value(s).(*[]string) = *v
	}
	return nil
}

func (row *setting) allowed(v string) error {
	if row.choices == nil || slices.ContainsFunc(row.choices, func(c choice) bool { return c.value == v }) {
		return nil
	}
	var names []string
	for _, c := range row.choices {
		names = append(names, fmt.Sprintf("%q", c.value))
	}
	return fmt.Errorf("%q is none of %s", v, strings.Join(names, ", "))
}

// kind is the JSON type of a setting.
func (row *setting) kind() string {
	var s settings
	switch row.value(&s).(type) {
	case *bool:
		return "boolean"
	case *int:
		return "integer"
	case *[]string:
		return "array"
	}
	return "string"
}
