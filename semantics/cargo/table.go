package cargo

import (
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// This file: TOML as Cargo reads it: tables whose keys may be spelled with dashes or
// underscores, and values of which what is of the wrong shape is as good as not there.

// table is a TOML table.
type table map[string]any

// parseTOML reads a text; the error is one line, with its place.
func parseTOML(path, text string) (table, error) {
	var t map[string]any
	err := toml.Unmarshal([]byte(text), &t)
	var at *toml.DecodeError
	if errors.As(err, &at) {
		row, col := at.Position()
		return nil, errorf(path, "line %d, column %d: %s", row, col, strings.TrimPrefix(at.Error(), "toml: "))
	}
	if err != nil {
		return nil, errorf(path, "%v", err)
	}
	return t, nil
}

// get is a key's value, whichever way its dashes are written.
func (t table) get(key string) any {
	if v, ok := t[key]; ok {
		return v
	}
	return t[strings.ReplaceAll(key, "-", "_")]
}

func (t table) table(key string) table {
	m, _ := t.get(key).(map[string]any)
	return m
}

func (t table) str(key string) string {
	s, _ := t.get(key).(string)
	return s
}

// flag is a bool, or what holds where none is said.
func (t table) flag(key string, otherwise bool) bool {
	if b, ok := t.get(key).(bool); ok {
		return b
	}
	return otherwise
}

func (t table) strs(key string) []string {
	list, _ := t.get(key).([]any)
	var out []string
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// tables is an array of tables.
func (t table) tables(key string) []table {
	list, _ := t.get(key).([]any)
	var out []table
	for _, v := range list {
		if m, ok := v.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// inherits reports whether a key says `{ workspace = true }`.
func (t table) inherits(key string) bool { return t.table(key).flag("workspace", false) }
