package rustdoc

import (
	"fmt"
	"regexp"
	"strings"
)

// This file: the attributes that decide verdicts. rustdoc prints most of them as the
// compiler's dump of the parsed attribute: `#[attr = Lang(OwnedBox)]`.
//
//	stable "1.N" ("cur": this version) | unstable FEATURE; const_unstable FEATURE, promotable
//	lang, diag, repr, target_feature, skip_method_dispatch, legacy_const_generics,
//	valid_range_start, unstable_feature_bound, transparency, builtin_macro, helpers: with a value
//	deprecated, must_use, derived, hidden, non_exhaustive, macro_export, significant_drop
//	and the right sides of flags: "1"

// flags are the attributes that are there or not.
var flags = map[string]string{
	"Fundamental":                        "fundamental",
	"Marker":                             "marker",
	"MustNotSupend":                      "must_not_suspend",
	"RustcAllocator":                     "allocator",
	"RustcAllowIncoherentImpl":           "incoherent",
	"RustcCoinductive":                   "coinductive",
	"RustcConstStableIndirect":           "const_stable_indirect",
	"RustcDeallocator":                   "deallocator",
	"RustcDenyExplicitImpl":              "deny_explicit_impl",
	"RustcDeprecatedSafe2024":            "safe_before_2024",
	"RustcDynIncompatibleTrait":          "dyn_incompatible",
	"RustcHasIncoherentInherentImpls":    "has_incoherent",
	"RustcInsignificantDtor":             "insignificant_dtor",
	"RustcIntrinsic":                     "intrinsic",
	"RustcNoImplicitAutorefs":            "no_implicit_autorefs",
	"RustcNonnullOptimizationGuaranteed": "nonnull_opt",
	"RustcParenSugar":                    "paren_sugar",
	"RustcPubTransparent":                "pub_transparent",
	"RustcReservationImpl":               "reservation",
	"RustcSpecializationTrait":           "specialization_trait",
	"RustcUnsafeSpecializationMarker":    "specialization_marker",
	"ThreadLocal":                        "thread_local",
	"TrackCaller":                        "track_caller",
}

var (
	attrName  = regexp.MustCompile(`^#\[attr = (\w+)`)
	level     = regexp.MustCompile(`level: (\w+)`)
	version   = regexp.MustCompile(`major: (\d+), minor: (\d+)`)
	feature   = regexp.MustCompile(`feature: "([^"]*)"`)
	inParens  = regexp.MustCompile(`\("?(\w+)"?`)
	isTrue    = regexp.MustCompile(`(\w+): true`)
	number    = regexp.MustCompile(`\d+`)
	quoted    = regexp.MustCompile(`"(\w+)"`)
	builtin   = regexp.MustCompile(`builtin_name: "(\w+)"`)
	helpers   = regexp.MustCompile(`helper_attrs: \[([^\]]+)\]`)
	identText = regexp.MustCompile(`\w+`)
)

// first is the first group of a match, or other.
func first(re *regexp.Regexp, s, other string) string {
	if m := re.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return other
}

func jsonList(words []string) string { return `["` + strings.Join(words, `","`) + `"]` }

// attributes are an item's attributes; computed once.
func (c *crate) attributes(i *item) Attrs {
	if a, ok := c.attrs[i]; ok {
		return a
	}
	o := Attrs{}
	for n := range i.Attrs {
		o.add(&i.Attrs[n])
	}
	if i.Deprecation != nil {
		o["deprecated"] = "1"
	}
	c.attrs[i] = o
	return o
}

func (o Attrs) add(a *attribute) {
	switch a.kind {
	case "automatically_derived":
		o["derived"] = "1"
	case "non_exhaustive", "macro_export", "must_use":
		o[a.kind] = "1"
	case "repr":
		o["repr"] = a.repr.text()
	case "target_feature":
		o["target_feature"] = strings.Join(a.enable, ",")
	case "other":
		switch text := a.other; {
		case strings.HasPrefix(text, "#[attr = "):
			o.addParsed(first(attrName, text, ""), text)
		case strings.HasPrefix(text, "#[doc(hidden"):
			o["hidden"] = "1"
		case strings.HasPrefix(text, "#[clippy::has_significant_drop"):
			o["significant_drop"] = "1"
		}
	}
}

func (r *reprAttr) text() string {
	var parts []string
	if r.Kind != "rust" {
		parts = append(parts, r.Kind)
	}
	if r.Int != nil {
		parts = append(parts, *r.Int)
	}
	if r.Align != nil {
		parts = append(parts, fmt.Sprintf("align(%d)", *r.Align))
	}
	if r.Packed != nil {
		parts = append(parts, fmt.Sprintf("packed(%d)", *r.Packed))
	}
	return strings.Join(parts, ",")
}

// addParsed notes an attribute by the compiler's name for it.
func (o Attrs) addParsed(name, text string) {
	if key, ok := flags[name]; ok {
		o[key] = "1"
		return
	}
	switch name {
	case "Stability":
		o.stability(text)
	case "RustcConstStability":
		if first(level, text, "") == "Unstable" {
			o["const_unstable"] = first(feature, text, "?")
		}
		if strings.Contains(text, "promotable: true") {
			o["promotable"] = "1"
		}
	case "Lang":
		o["lang"] = first(inParens, text, "")
	case "RustcDiagnosticItem":
		o["diag"] = first(inParens, text, "")
	case "RustcSkipDuringMethodDispatch":
		var skipped []string
		for _, m := range isTrue.FindAllStringSubmatch(text, -1) {
			skipped = append(skipped, m[1])
		}
		o["skip_method_dispatch"] = strings.Join(skipped, ",")
	case "RustcLegacyConstGenerics":
		_, list, _ := strings.Cut(text[len("#["):], "[")
		o["legacy_const_generics"] = "[" + strings.Join(number.FindAllString(list, -1), ",") + "]"
	case "RustcLayoutScalarValidRangeStart":
		o["valid_range_start"] = first(inParens, text, "")
	case "UnstableFeatureBound":
		var features []string
		for _, m := range quoted.FindAllStringSubmatch(text, -1) {
			features = append(features, m[1])
		}
		o["unstable_feature_bound"] = strings.Join(features, ",")
	case "RustcMacroTransparency":
		o["transparency"] = strings.ToLower(first(inParens, text, ""))
	case "RustcBuiltinMacro":
		o["builtin_macro"] = first(builtin, text, "1")
		if list := first(helpers, text, ""); list != "" {
			o["helpers"] = jsonList(identText.FindAllString(list, -1))
		}
	}
}

func (o Attrs) stability(text string) {
	if first(level, text, "") == "Unstable" {
		o["unstable"] = first(feature, text, "?")
		return
	}
	o["stable"] = "cur"
	if m := version.FindStringSubmatch(text); m != nil {
		o["stable"] = m[1] + "." + m[2]
	}
}
