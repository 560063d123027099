package hir

import (
	"fmt"
	"strings"
)

// This file: the registers of x86_64, by rustc's classes and names (rustc_target, asm/x86.rs).

// AsmClass is a register class.
type AsmClass uint8

// The classes of x86.
const (
	AsmRegClass AsmClass = iota
	AsmRegABCD
	AsmRegByte
	AsmXmm
	AsmYmm
	AsmZmm
	AsmK
	AsmK0
	AsmMmx
	AsmX87
	AsmTmm
)

// clobberOnly: a register of the class holds no operand.
func (c AsmClass) clobberOnly() bool { return c == AsmK0 || c >= AsmMmx }

var asmClasses = map[string]AsmClass{"reg": AsmRegClass, "reg_abcd": AsmRegABCD, "reg_byte": AsmRegByte, "xmm_reg": AsmXmm,
	"ymm_reg": AsmYmm, "zmm_reg": AsmZmm, "kreg": AsmK, "kreg0": AsmK0, "mmx_reg": AsmMmx, "x87_reg": AsmX87, "tmm_reg": AsmTmm}

// asmModifiers are the letters that a placeholder may have.
var asmModifiers = map[AsmClass]string{AsmRegClass: "lxer", AsmRegABCD: "lhxer", AsmXmm: "xyz", AsmYmm: "xyz", AsmZmm: "xyz"}

type asmReg struct {
	name  string
	class AsmClass
}

var (
	asmRegs = map[string]asmReg{}
	asmABIs = map[string][]string{}
)

func init() {
	add := func(class AsmClass, name string, others ...string) {
		for _, n := range append(others, name) {
			asmRegs[n] = asmReg{name, class}
		}
	}
	numbered := func(class AsmClass, prefix string, from, to int) (out []string) {
		for i := from; i <= to; i++ {
			out = append(out, fmt.Sprint(prefix, i))
			add(class, fmt.Sprint(prefix, i))
		}
		return out
	}
	for _, n := range strings.Fields("ax cx dx si di") { // bx is LLVM's own on x86_64
		add(AsmRegClass, n, "e"+n, "r"+n)
	}
	for i := 8; i <= 15; i++ {
		n := fmt.Sprint("r", i)
		add(AsmRegClass, n, n+"w", n+"d")
		add(AsmRegByte, n+"b")
	}
	for _, n := range strings.Fields("al cl dl sil dil") {
		add(AsmRegByte, n)
	}
	numbered(AsmYmm, "ymm", 0, 15)
	numbered(AsmZmm, "zmm", 0, 15)
	floats := numbered(AsmXmm, "xmm", 0, 15)
	for i := 16; i <= 31; i++ {
		add(AsmZmm, fmt.Sprint("zmm", i), fmt.Sprint("xmm", i), fmt.Sprint("ymm", i))
		floats = append(floats, fmt.Sprint("zmm", i))
	}
	add(AsmK0, "k0")
	floats = append(append(floats, "k0"), numbered(AsmK, "k", 1, 7)...)
	floats = append(floats, numbered(AsmMmx, "mm", 0, 7)...)
	for i := 0; i <= 7; i++ {
		n := fmt.Sprintf("st(%d)", i)
		add(AsmX87, n)
		floats = append(floats, n)
	}
	add(AsmX87, "st(0)", "st")
	floats = append(floats, numbered(AsmTmm, "tmm", 0, 7)...)
	sysv := append(strings.Fields("ax cx dx si di r8 r9 r10 r11"), floats...)
	win := append(strings.Fields("ax cx dx r8 r9 r10 r11"), floats...)
	asmABIs = map[string][]string{"C": sysv, "system": sysv, "sysv64": sysv, "win64": win, "efiapi": win}
}

// overlapping are the registers that share bits with one, itself among them.
func overlapping(r string) []string {
	for _, group := range [][]string{{"ax", "al"}, {"cx", "cl"}, {"dx", "dl"}, {"si", "sil"}, {"di", "dil"}} {
		if group[0] == r || group[1] == r {
			return group
		}
	}
	if n := strings.TrimSuffix(r, "b"); strings.HasPrefix(r, "r") && n != "r" && n[1:] != "" && strings.Trim(n[1:], "0123456789") == "" {
		return []string{n, n + "b"}
	}
	if len(r) > 3 && r[1:3] == "mm" && strings.ContainsRune("xyz", rune(r[0])) {
		if n := r[3:]; len(n) == 1 || n < "16" {
			return []string{"xmm" + n, "ymm" + n, "zmm" + n}
		}
	}
	return []string{r}
}

// Holds reports whether a register of the class takes a scalar of that many bits. What needs a
// target feature that x86_64 does not have by itself is not among them.
func (c AsmClass) Holds(float bool, bits int) bool {
	switch c {
	case AsmRegClass, AsmRegABCD:
		return bits >= 16 && bits <= 64
	case AsmRegByte:
		return bits == 8
	case AsmXmm:
		return float || bits == 32 || bits == 64
	}
	return false
}
