package drops

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"drop-lsp/semantics/mir"
)

// dumps lets rustc print each function of testdata before and after its ElaborateDrops.
func dumps(t testing.TB) map[string][2]string {
	rustc, err := exec.LookPath("rustc")
	if err != nil {
		t.Skip("rustc is not installed: its drop elaboration cannot be asked")
	}
	dir := t.TempDir()
	cmd := exec.Command(rustc, "--edition", "2021", "--crate-type", "lib", "-Adead_code", "-Awarnings", "--emit=mir",
		"-o", filepath.Join(dir, "out"), "-Zdump-mir=ElaborateDrops", "-Zdump-mir-dir="+dir, filepath.Join("testdata", "elaborate.rs"))
	cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("this rustc does not dump MIR: %v\n%s", err, out)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.ElaborateDrops.before.mir"))
	found := map[string][2]string{}
	for _, f := range files {
		before, err1 := os.ReadFile(f)
		after, err2 := os.ReadFile(strings.Replace(f, ".before.", ".after.", 1))
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		name := strings.Split(filepath.Base(f), ".")[1]
		if !strings.Contains(name, "{") {
			found[name] = [2]string{string(before), string(after)}
		}
	}
	if len(found) == 0 {
		t.Fatal("rustc dumped no body")
	}
	return found
}

func TestElaborationIsThatOfRustc(t *testing.T) {
	for name, d := range dumps(t) {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			body, want := readDump(w, d[0]), readDump(w, d[1])
			Elaborate(body, w)
			if errs := mir.Validate(body); len(errs) > 0 {
				t.Errorf("elaborated body is malformed: %v", errs)
			}
			boxPointers(want)
			got, exp := canonical(w, body), canonical(w, want)
			if got != exp {
				t.Errorf("ours:\n%s\nrustc's:\n%s", got, exp)
			}
		})
	}
}

// boxPointers replaces rustc's pointer temporaries into boxes by the content of the box.
func boxPointers(body *mir.Body) {
	into := map[mir.LocalID]mir.Place{}
	for b := range body.Blocks {
		blk := &body.Blocks[b]
		kept := blk.Stmts[:0]
		for _, s := range blk.Stmts {
			if a, ok := s.Kind.(mir.Assign); ok {
				if c, ok := a.Rvalue.(mir.Cast); ok && c.Kind == mir.CastTransmute {
					p := c.X.Place
					into[a.Place.Local] = mir.Place{Local: p.Local, Proj: p.Proj[:len(p.Proj)-2]}
					continue
				}
			}
			kept = append(kept, s)
		}
		blk.Stmts = kept
	}
	content := func(p mir.Place) mir.Place {
		for base, ok := into[p.Local]; ok; base, ok = into[p.Local] {
			p = base.Project(p.Proj...)
		}
		return p
	}
	for b := range body.Blocks {
		blk := &body.Blocks[b]
		for i, s := range blk.Stmts {
			if a, ok := s.Kind.(mir.Assign); ok {
				if r, ok := a.Rvalue.(mir.Ref); ok {
					r.Place = content(r.Place)
					blk.Stmts[i].Kind = mir.Assign{Place: a.Place, Rvalue: r}
				}
			}
		}
		if k, ok := blk.Term.Kind.(mir.Drop); ok {
			k.Place = content(k.Place)
			blk.Term.Kind = k
		}
	}
}

// canonical prints the graph with blocks and locals numbered as a walk from the start meets them.
func canonical(w *world, body *mir.Body) string {
	mir.SimplifyCFG(body)
	number := map[mir.BlockID]int{0: 0}
	queue := []mir.BlockID{0}
	p := mir.Printer{Body: body, Names: w, Shapes: w}
	var out strings.Builder
	for i := 0; i < len(queue); i++ {
		b := queue[i]
		for _, s := range body.Successors(b) {
			if _, ok := number[s]; !ok {
				number[s] = len(queue)
				queue = append(queue, s)
			}
		}
		out.WriteString(p.Block(b))
	}
	// Labels and locals are renamed in the text, locals by their first mention.
	locals := map[string]int{}
	return reName.ReplaceAllStringFunc(out.String(), func(s string) string {
		if s[0] == 'b' {
			var n int
			_, _ = fmt.Sscanf(s, "bb%d", &n)
			return fmt.Sprintf("bb%d", number[mir.BlockID(n)])
		}
		if _, ok := locals[s]; !ok {
			locals[s] = len(locals)
		}
		return fmt.Sprintf("_%d", locals[s])
	})
}

func BenchmarkElaborate(b *testing.B) {
	w := newWorld()
	var bodies []*mir.Body
	for _, d := range dumps(b) {
		bodies = append(bodies, readDump(w, d[0]))
	}
	b.ResetTimer()
	for range b.N {
		for _, body := range bodies {
			Elaborate(body.Clone(), w)
		}
	}
}

func BenchmarkInitialisedness(b *testing.B) {
	w := newWorld()
	body := readDump(w, dumps(b)["matched"][0])
	b.ResetTimer()
	for range b.N {
		mir.SolveInit(body, mir.GatherMoves(body, w, nil), false)
	}
}
