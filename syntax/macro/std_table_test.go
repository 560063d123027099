package macro

import "testing"

func TestEveryStdMacroIsRead(t *testing.T) {
	read := 0
	for name := range stdTable() {
		r := Std(name)
		if r == nil || r.Name != name || !r.Std || r.Builtin == "" && len(r.rules) == 0 {
			t.Errorf("%s: %+v", name, r)
		}
		if len(r.rules) > 0 {
			read++
		}
	}
	if read < 32 {
		t.Errorf("only %d macros have rules", read)
	}
	for _, name := range []string{"assert_eq", "vec", "println", "thread_local", "is_aarch64_feature_detected"} {
		if r := Std(name); r == nil || len(r.rules) == 0 {
			t.Errorf("%s has no rules", name)
		}
	}
}
