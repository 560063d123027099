package server

import (
	"encoding/json"
	"fmt"
	"strings"
)

// This file prints the settings' JSON schema, as `drop-lsp settings --schema` shows it
// and as VS Code wants them in `contributes.configuration`, and the table for people.

// schemaProperty is one setting in the schema.
type schemaProperty struct {
	Type             string          `json:"type"`
	Default          any             `json:"default"`
	Description      string          `json:"markdownDescription"`
	Enum             []string        `json:"enum,omitempty"`
	EnumDescriptions []string        `json:"markdownEnumDescriptions,omitempty"`
	Items            *schemaProperty `json:"items,omitempty"`
	UniqueItems      bool            `json:"uniqueItems,omitempty"`
	Minimum          *int            `json:"minimum,omitempty"`
}

// MarshalJSON leaves out what an element of a list does not have.
func (p *schemaProperty) MarshalJSON() ([]byte, error) {
	type plain schemaProperty
	if p.Default != nil {
		return marshal((*plain)(p))
	}
	return marshal(struct {
		Type             string   `json:"type"`
		Enum             []string `json:"enum,omitempty"`
		EnumDescriptions []string `json:"markdownEnumDescriptions,omitempty"`
	}{p.Type, p.Enum, p.EnumDescriptions})
}

func marshal(v any) ([]byte, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return []byte(strings.TrimSpace(b.String())), err
}

// SettingsSchema is the JSON schema of the settings.
func SettingsSchema() ([]byte, error) {
	def := defaultSettings()
	var props strings.Builder
	for i := range settingsTable {
		b, err := marshal(settingsTable[i].schema(&def))
		if err != nil {
			return nil, err
		}
		if i > 0 {
			props.WriteString(",")
		}
		fmt.Fprintf(&props, "%q:%s", "drop-lsp."+settingsTable[i].name, b)
	}
	whole := fmt.Sprintf(`{"$schema":"http://json-schema.org/draft-07/schema#","title":"drop-lsp","type":"object","properties":{%s}}`, props.String())
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(json.RawMessage(whole))
	return []byte(out.String()), err
}

func (row *setting) schema(def *settings) *schemaProperty {
	p := &schemaProperty{Type: row.kind(), Description: row.doc}
	switch v := row.value(def).(type) {
	case *bool:
		p.Default = *v
	case *int:
		p.Default, p.Minimum = *v, new(int)
	case *string:
		p.Default = *v
	case *[]string:
		p.Default, p.UniqueItems = *v, true
		p.Items = &schemaProperty{Type: "string"}
	}
	of := p
	if p.Items != nil {
		of = p.Items
	}
	for _, c := range row.choices {
		of.Enum = append(of.Enum, c.value)
		of.EnumDescriptions = append(of.EnumDescriptions, c.doc)
	}
	return p
}

// SettingsTable is the table of the README: name, default, meaning.
func SettingsTable() string {
	def := defaultSettings()
	var b strings.Builder
	b.WriteString("| setting | default | what it does |\n|---|---|---|\n")
	for i := range settingsTable {
		row := &settingsTable[i]
		v, _ := marshal(row.value(&def))
		text := string(v)
		doc := row.doc
		if list, ok := row.value(&def).(*[]string); ok && len(*list) == len(row.choices) && len(*list) > 0 {
			text = "all"
			doc = strings.TrimSuffix(doc, ".") + ": " + row.names() + "."
		} else if len(row.choices) > 0 && row.name != "edition" {
			doc += " " + row.meanings()
		}
		fmt.Fprintf(&b, "| `drop-lsp.%s` | `%s` | %s |\n", row.name, text, doc)
	}
	return b.String()
}

func (row *setting) names() string {
	var out []string
	for _, c := range row.choices {
		out = append(out, "`"+c.value+"`")
	}
	return strings.Join(out, ", ")
}

func (row *setting) meanings() string {
	var out []string
	for _, c := range row.choices {
		out = append(out, "`"+c.value+"`: "+c.doc)
	}
	return strings.Join(out, "; ") + "."
}
