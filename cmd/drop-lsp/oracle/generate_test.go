package oracle

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"drop-lsp/cmd/drop-lsp/oracle/generate"
)

// This file: what the tests of generated programs share: families of programs, how many of
// them, in which editions, in batches.
//
//	GENERATED=3000 go test -v -run Generated ./cmd/drop-lsp/oracle
//	GENERATED=50 GENERATED_FROM=1200 GENERATED_EDITION=2024 go test …   some seeds only
//	GENERATED_SHRINK=0 …                                                none is shrunk
//	GENERATED_REFUSED=1 …                                               say what rustc refuses, and what is partial
//	GENERATED_KEEP=folder …                                             write what differs as fixtures (keep_test.go)

// generated is how many programs there are of each family where nothing else is asked.
const generated = 200

// batchSize is how many programs are one crate.
const batchSize = 100

// family is a generator: its prelude and its programs.
type family struct {
	name, prelude string
	program       func(seed uint64, edition string) generate.Program
}

// families whose bodies and running order are compared.
var families = []family{
	{"order", generate.OrderPrelude, generate.Order},
	{"plain", generate.PlainPrelude, generate.Plain},
}

// batch is the programs of some seeds.
func (f family) batch(from, to int, ed string) *generate.Batch {
	var ps []generate.Program
	for seed := from; seed < to; seed++ {
		ps = append(ps, f.program(uint64(seed), ed))
	}
	return generate.NewBatch(f.prelude, ps)
}

// inFamilies runs a test for each family in each edition.
func inFamilies(t *testing.T, test func(*testing.T, family, string)) {
	t.Helper()
	needRustc(t)
	for _, f := range families {
		for _, ed := range generatedEditions() {
			t.Run(f.name+"/"+ed, func(t *testing.T) { test(t, f, ed) })
		}
	}
}

// seeds is how many programs are generated: GENERATED=1000 asks for more than the usual.
func seeds(t *testing.T) int {
	t.Helper()
	if text := os.Getenv("GENERATED"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("GENERATED: %v", err)
		}
		return n
	}
	if testing.Short() {
		return 20
	}
	return generated
}

// generatedEditions are those to compare in.
func generatedEditions() []string {
	if ed := os.Getenv("GENERATED_EDITION"); ed != "" {
		return []string{ed}
	}
	return []string{"2021", "2024"}
}

// firstSeed is where the seeds begin: GENERATED_FROM, else 0.
func firstSeed(t *testing.T) int {
	from, err := strconv.Atoi("0" + os.Getenv("GENERATED_FROM"))
	if err != nil {
		t.Fatalf("GENERATED_FROM: %v", err)
	}
	return from
}

// batches cuts the seeds into batches and calls f with each.
func batches(t *testing.T, n int, f func(from, to int)) {
	first := firstSeed(t)
	for from := first; from < first+n; from += batchSize {
		f(from, min(from+batchSize, first+n))
	}
}

// withoutRefused takes out the programs in which rustc finds errors; false: they are none.
func (f family) withoutRefused(t *testing.T, b *generate.Batch, text, ed string) (*generate.Batch, bool) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "refused.rs")
	writeText(t, file, text)
	refused := map[int]bool{}
	for _, m := range rustcErrors(t, file, ed) {
		i := b.At(m.primary().LineStart)
		if os.Getenv("GENERATED_REFUSED") != "" && !refused[i] {
			t.Logf("%s: %s\n%s", m.code(), m.Message, strings.Split(text, "\n")[m.primary().LineStart-1])
		}
		refused[i] = true
	}
	if refused[-1] || len(refused) == 0 {
		return b, false
	}
	return b.Without(f.prelude, refused), true
}

func writeText(t testing.TB, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
