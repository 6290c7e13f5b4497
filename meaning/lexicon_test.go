package meaning

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryLanguageHasEveryList(t *testing.T) {
	for _, language := range languages {
		text, err := data.ReadFile("data/" + language + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "# Source: ") {
			t.Errorf("%s: the list does not name its source", language)
		}
		for _, section := range []class{negations, reversals, says, claims, hedges, weekdays, days, small, titles, notices} {
			if !strings.Contains(string(text), "["+string(section)+"]\n") {
				t.Errorf("%s: no section %s", language, section)
			}
		}
		if lexicons()[language] == nil {
			t.Errorf("%s: not read", language)
		}
	}
}

func TestFind(t *testing.T) {
	for _, test := range []struct {
		language, text string
		class          class
		want           string
	}{
		{"en", "He no longer denies it, and isn't sorry.", negations, "no longer|isn't"},
		{"en", "According to police he said so.", says, "According to|said"},
		{"de", "Er wird das nicht mehr bestreiten.", negations, "nicht mehr"},
		{"fr", "Il n’est pas mort, selon lui.", negations, "n’|pas"},
		{"es", "Ya no vive aquí.", negations, "Ya no"},
		{"ru", "Он не подтвердил это.", negations, "не"},
		{"ru", "Он подтвердил это.", reversals, "подтвердил"},
		{"ar", "ونفت الوزارة ذلك.", reversals, "ونفت"},
		{"zh", "警方不断否认，并未证实。", negations, "并未"},
		{"zh", "警方否认此事。", reversals, "否认"},
	} {
		lex := lexicons()[test.language]
		words := lex.split(test.text)
		var got []string
		for _, h := range lex.find(words) {
			if h.class == test.class {
				got = append(got, test.text[words[h.from].start:words[h.to-1].end])
			}
		}
		if strings.Join(slices.Compact(got), "|") != test.want { // a word may have several opposites
			t.Errorf("%s: %s in %q: %q, want %q", test.language, test.class, test.text, got, test.want)
		}
	}
}
