package prose

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNormal(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"white space of every kind", " Two\t hurt\n in\u00a0fire\u2003now ", "Two hurt in fire now"},
		{"composed", "cafe\u0301", "café"},
		{"soft hyphen", "har\u00adbour", "harbour"},
		{"joiners stay", "می\u200cخواهم", "می\u200cخواهم"},
		{"control", "a\x00b", "ab"},
		{"direction", "the \u202eowt\u202c of \u2067them\u2069", "the owt of them"},
		{"marks of direction stay", "قال\u200f: C\u200e", "قال\u200f: C\u200e"},
	} {
		if got := Normal(test.in); got != test.want {
			t.Errorf("%s: Normal(%q) = %q, want %q", test.name, test.in, got, test.want)
		}
	}
}

func TestKeyIgnoresStyleOfMarks(t *testing.T) {
	if a, b := Key("“It’s over” – he said…"), Key(`"It's over" - he said...`); a != b {
		t.Errorf("keys differ: %q, %q", a, b)
	}
	if Key("12 dead") == Key("21 dead") {
		t.Error("a changed number has the same key")
	}
}

func TestTerms(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"Café DÉJÀ-vu, 12.5 %", "cafe deja vu 12.5"},
		{"经济政策", "经济 济政 政策"},
		{"火", "火"},
		{"Правила", "правила"},
		{"حُكومة", "حكومة"},
	} {
		if diff := cmp.Diff(strings.Fields(test.want), Terms(test.in)); diff != "" {
			t.Errorf("Terms(%q): -want +got\n%s", test.in, diff)
		}
	}
}

func FuzzNormal(f *testing.F) {
	f.Add(" a\u00ad  b\u0301\n")
	f.Fuzz(func(t *testing.T, s string) {
		once := Normal(s)
		if twice := Normal(once); twice != once {
			t.Errorf("Normal(Normal(%q)) = %q, not %q", s, twice, once)
		}
		if strings.Contains(once, "  ") || strings.ContainsAny(once, "\n\t") {
			t.Errorf("Normal(%q) = %q has white space left", s, once)
		}
	})
}

func TestEveryCharacterWithoutBlanksBeginsATerm(t *testing.T) {
	text := "新政策。カタカナ and words"
	for _, r := range "新政策カタナ" {
		if !Stub(string(r)) {
			t.Errorf("%c is no stub", r)
		}
		if !slices.ContainsFunc(IndexTerms(text), func(term string) bool { return strings.HasPrefix(term, string(r)) }) {
			t.Errorf("no term of %q begins with %c: %q", text, r, IndexTerms(text))
		}
	}
	for _, word := range []string{"", "a", "新政", "words", "é"} {
		if Stub(word) {
			t.Errorf("%q is a stub", word)
		}
	}
}
