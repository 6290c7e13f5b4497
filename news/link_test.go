package news

import "testing"

func TestSameTarget(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"https://county.example/report", "http://www.county.example/report/", true},
		{"https://county.example/report;jsessionid=A1B2", "https://county.example/report", true},
		{"https://county.example/r?id=4&PHPSESSID=77", "https://county.example/r?id=4", true},
		{"https://county.example/r?b=1&a=2", "https://county.example/r?a=2&b=1&sid=9", true},
		{"https://gazette.example/fire-at-mill-8842216", "https://gazette.example/two-dead-at-mill-8842216", true},
		{"https://county.example/", "https://county.example", true},
		{"https://docs.county.co.example/desk/how-to/asking-for-papers", "https://docs.county.co.example/desk/asking-for-papers", true},
		{"https://docs.county.com/help/house-rules", "https://manual.county.com/board/our-house-rules", true},
		{"https://county.example/f/Statement(07.22)(FR).pdf", "https://county.example/f/statement(07.22)(fr).pdf", true},
		{"https://county.example/2031/yearly-report", "https://county.example/2032/yearly-report", false},
		{"https://county.example/old/report", "https://county.example/new/report", false},
		{"https://docs.county.com/house-rules", "https://docs.state.com/house-rules", false},
		{"https://county.example/house-rules", "https://county.example/house-prices", false},
		{"https://county.example/r?id=4", "https://county.example/r?id=5", false},
		{"https://county.example/report", "https://county.example/report-2", false},
		{"https://county.example/report", "https://state.example/report", false},
		{"https://county.example/a;b", "https://county.example/a", false},
	}
	for _, test := range tests {
		if SameTarget(test.a, test.b) != test.same || SameTarget(test.b, test.a) != test.same {
			t.Errorf("SameTarget(%s, %s) is not %v", test.a, test.b, test.same)
		}
	}
}
