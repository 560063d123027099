package server

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestTheReadmesTableIsTheSettings(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), SettingsTable()) {
		t.Errorf("README.md lacks this table of the settings:\n%s", SettingsTable())
	}
}

func TestTheSchemaHasEverySettingWithItsDefault(t *testing.T) {
	raw, err := SettingsSchema()
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]struct {
			Type    string
			Default json.RawMessage
			Enum    []string
		}
	}
	if err := json.Unmarshal(raw, &schema); err != nil || len(schema.Properties) != len(settingsTable) {
		t.Fatal(err, len(schema.Properties))
	}
	for name, p := range schema.Properties {
		section, _ := json.Marshal(map[string]json.RawMessage{strings.TrimPrefix(name, "drop-lsp."): p.Default})
		if s := readSettings(section); len(s.problems) > 0 {
			t.Errorf("the default is refused: %v", s.problems)
		}
		for _, e := range p.Enum {
			section, _ := json.Marshal(map[string]string{name: e})
			if s := readSettings(section); len(s.problems) > 0 {
				t.Errorf("a choice is refused: %v", s.problems)
			}
		}
	}
}

func TestSettingsAreReadNestedOrWithDots(t *testing.T) {
	for _, raw := range []string{
		`{"inlayHints":{"dropOrder":{"maxNames":7,"places":["return"]}},"diagnostics":{"compilerErrors":"never"},"cargo":{"cfgs":["a"]}}`,
		`{"inlayHints.dropOrder.maxNames":7,"inlayHints":{"dropOrder.places":["return"]},"drop-lsp.diagnostics.compilerErrors":"never","cargo.cfgs":["a"]}`,
	} {
		s := readSettings(json.RawMessage(raw))
		if s.Hints.MaxNames != 7 || !slices.Equal(s.Hints.Places, []string{"return"}) || s.Diagnostics.Compiler != "never" ||
			!slices.Equal(s.Cfgs, []string{"a"}) || !s.Hints.Enable || len(s.problems) > 0 {
			t.Errorf("%s: %+v", raw, s)
		}
	}
}

func TestASettingOfTheWrongShapeIsTheDefaultAndSaid(t *testing.T) {
	s := readSettings(json.RawMessage(`{"inlayHints":{"dropOrder":{"maxNames":"x","show":"nonsense","enable":false}},"hover":true,"edition":null}`))
	if s.Hints.MaxNames != 4 || s.Hints.Show != "glue" || s.Hints.Enable || !s.Hover || len(s.problems) != 2 ||
		!strings.Contains(s.problems[0], `"nonsense" is none of "glue", "destructors", "guards"`) {
		t.Errorf("%+v", s)
	}
	if s := readSettings(json.RawMessage(`[1]`)); len(s.problems) != 1 || !s.Hints.Enable {
		t.Errorf("%+v", s)
	}
	if s := readSettings(nil); len(s.problems) != 0 || !s.Hints.Enable {
		t.Errorf("%+v", s)
	}
}
