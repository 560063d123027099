package server

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTheExtensionOffersTheServersSettings holds the settings in the VS Code extension's
// package.json against the schema. `node editors/vscode/scripts/settings.mjs` writes them anew.
func TestTheExtensionOffersTheServersSettings(t *testing.T) {
	type properties map[string]map[string]any
	schema, err := SettingsSchema()
	if err != nil {
		t.Fatal(err)
	}
	var want struct{ Properties properties }
	if err := json.Unmarshal(schema, &want); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../editors/vscode/package.json")
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Contributes struct {
			Configuration struct{ Properties properties }
		}
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	got := manifest.Contributes.Configuration.Properties
	for _, own := range []string{"drop-lsp.server.path", "drop-lsp.trace.server"} {
		if got[own] == nil {
			t.Errorf("no %s", own)
		}
		delete(got, own)
	}
	if diff := cmp.Diff(want.Properties, got); diff != "" {
		t.Errorf("build bin/drop-lsp and run: node editors/vscode/scripts/settings.mjs\n- schema, + package.json:\n%s", diff)
	}
}
