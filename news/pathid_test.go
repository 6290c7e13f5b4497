package news

import "testing"

func TestPathID(t *testing.T) {
	for _, test := range []struct{ name, url, want string }{
		{"number alone", "https://courier.example/world/6212345/two-hurt-in-fire.html", "courier.example#6212345"},
		{"the slug changed", "https://www.courier.example/world/6212345/three-hurt-in-fire.html?x=1", "courier.example#6212345"},
		{"behind the slug", "https://courier.example/2026/11/21/two-hurt-in-fire-6212345", "courier.example#6212345"},
		{"before the slug", "https://courier.example/6212345-two-hurt-in-fire", "courier.example#6212345"},
		{"with letters", "https://courier.example/world/two-hurt-art6212345.html", "courier.example#art6212345"},
		{"of several the last", "https://courier.example/section-1234567/story-6212345/", "courier.example#6212345"},
		{"UUID", "https://courier.example/fire.0f8fad5b-d9cb-469f-a165-70867728950e.html", "courier.example#0f8fad5b-d9cb-469f-a165-70867728950e"},
		{"hexadecimal", "https://courier.example/fire-5f3e2a1b9c8d7e6f5a4b", "courier.example#5f3e2a1b9c8d7e6f5a4b"},
		{"date", "https://courier.example/20261121/fire", ""},
		{"date and time", "https://courier.example/202611211430/fire", ""},
		{"date behind a slug", "https://courier.example/fire-in-harbour-20261121", ""},
		{"date, day first", "https://courier.example/talk-of-21112026", ""},
		{"id of a section", "https://courier.example/6212345/world/fire", ""},
		{"number of a headline", "https://courier.example/fire-leaves-12000-homeless", ""},
		{"round number at its end", "https://courier.example/the-number-of-jobs-cut-is-150000", ""},
		{"short number at its end", "https://courier.example/the-number-of-jobs-cut-is-15430", ""},
		{"no number", "https://courier.example/fire", ""},
		{"the query does not count", "https://courier.example/fire?id=6212345", ""},
		{"no URL", "fire", ""},
	} {
		if got := PathID(test.url); got != test.want {
			t.Errorf("%s: PathID(%q) = %q, want %q", test.name, test.url, got, test.want)
		}
	}
}
