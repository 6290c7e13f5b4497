package extract

import (
	"slices"
	"strings"
	"testing"
)

// TestWhatIsLookedForFirstIsInEveryPromotion holds that the words which are looked for first let every line through that
// the pattern behind them wants: one line for each of its branches.
func TestWhatIsLookedForFirstIsInEveryPromotion(t *testing.T) {
	for _, line := range []string{
		"Sign up to our Harbour Notes newsletter and read more.",
		"Never miss a story: subscribe to the Harbour podcast.",
		"For films of the port, subscribe to our channel today.",
		"Bookmark our home page.",
		"Ann Lee can be reached at ann@harbour.example with tips.",
		"Bo Ek may be contacted via bo@harbour.example.",
		"Signing up for the weekly newsletter takes a minute.",
		"You can download our free app for iOS and Android.",
		"Already a subscriber? You need to log in.",
		"All of it is on our channel on YouTube.",
		"Unser Telegram-Kanal hat mehr davon.",
		"We may earn a small commission when you buy.",
		"The Harbour earns from qualifying purchases.",
		"Dieser Text enthält Affiliate-Links.",
		"Sie sind sogenannte Provisions-Links.",
		"All prices were accurate at the time of printing.",
		"This page is brought to you by our partners.",
		"Den Newsletter hier kostenlos abonnieren.",
		"Bestellen Sie hier unseren Newsletter.",
		"We’d like to hear from you: letters@harbour.example.",
		"Share your thoughts with us at letters@harbour.example or send your views to desk@harbour.example.",
		"Ihre Meinung ist uns wichtig.",
		"Bizi takip edin, kanalımıza abone ol.",
	} {
		lower := strings.ToLower(line)
		if !promotionInside.MatchString(line) {
			t.Errorf("%q is no promotion", line)
		}
		if !slices.ContainsFunc(insideWords, func(row []string) bool { return hasAll(lower, row) }) {
			t.Errorf("%q has none of the words that are looked for first", line)
		}
	}
}

func TestMonthsAreKnownByTheirBeginnings(t *testing.T) {
	for name, want := range map[string]int{
		"March": 3, "März": 3, "mars": 3, "juin": 6, "Juillet": 7, "jul": 7, "listopadu": 11, "Cerven": 6, "červenec": 7, "сентября": 9,
		"Ağustos": 8, "أغسطس": 8, "Dezember": 12, "bridge": 0, "": 0,
	} {
		if got := monthOf(name); got != want {
			t.Errorf("%q is month %d, want %d", name, got, want)
		}
	}
}
