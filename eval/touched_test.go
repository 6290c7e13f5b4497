package main

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma/news"
)

func TestTouchedCharacters(t *testing.T) {
	first := "The fire began at noon in the kitchen of the old hall by the harbour."
	second := "Nobody was hurt, and the boats were brought out in time by their owners."
	for _, test := range []struct {
		name          string
		before, after string
		want          int
	}{
		{"nothing", first, first, 0},
		{"styles of marks", "“Out,” she said.", `"Out," she said.`, 0},
		{"a number", "It burned for 3 days.", "It burned for 30 days.", 3},
		{"a word comes", "It burned.", "It never burned.", 5},
		{"sentences change places", first + "\n" + second, second + "\n" + first, 0},
		{"moved and changed", first + "\n" + second, strings.Replace(second, "time", "haste", 1) + "\n" + first, 9},
		{"a character", "警方否认此事", "警方承认此事", 2},
		{"another text", "It burned.", "Nobody came!", 9 + 11},
	} {
		if got := touchedCharacters(test.before, test.after); got != test.want {
			t.Errorf("%s: %d characters touched, want %d", test.name, got, test.want)
		}
	}
}

func TestRivalsMarkWhatTheirRulesSay(t *testing.T) {
	blocks := func(texts ...string) (out []news.Block) {
		for _, text := range texts {
			out = append(out, news.Block{Kind: news.Paragraph, Text: text})
		}
		return out
	}
	before, after := blocks("It burned for 3 days.", "Nobody was hurt."), blocks("It burned for 30 days.", "Nobody was hurt.")
	for name, want := range map[string]int{"Stemma": 3, "go-diff, words": 3, "News Sniffer": len("Itburnedfor3days.Itburnedfor30days.")} {
		for _, r := range rivals() {
			if got := r.marks(before, after); r.name == name && got != want {
				t.Errorf("%s marks %d characters, want %d", name, got, want)
			}
		}
	}
}
