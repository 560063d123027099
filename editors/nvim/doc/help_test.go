// Package doc holds the help of the Neovim plugin; here its links are followed.
package doc

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEveryLinkOfTheHelpLeadsToATag: |drop-lsp-options| needs *drop-lsp-options*, and each tag stands once.
func TestEveryLinkOfTheHelpLeadsToATag(t *testing.T) {
	b, err := os.ReadFile("drop-lsp.txt")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	tags := map[string]bool{}
	for _, m := range regexp.MustCompile(`\*([^\s*]+)\*`).FindAllStringSubmatch(text, -1) {
		if tags[m[1]] {
			t.Errorf("*%s* stands twice", m[1])
		}
		tags[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`\|(drop-lsp[^|\s]*)\|`).FindAllStringSubmatch(text, -1) {
		if !tags[m[1]] {
			t.Errorf("|%s| leads nowhere", m[1])
		}
	}
	for _, command := range []string{"timeline", "glue", "mir", "hints", "status", "log", "restart"} {
		if !strings.Contains(text, ":DropLsp "+command) {
			t.Errorf(":DropLsp %s is not in the help", command)
		}
	}
}
