package extract

import (
	"context"
	"testing"

	"github.com/stemma-news/stemma/news"
)

// TestWallsAreNoArticles reads pages that stand alone in front of an article, and an article that speaks of the same.
func TestWallsAreNoArticles(t *testing.T) {
	wall := func(lang, heading, text string) string {
		return `<!doctype html><html lang="` + lang + `"><head><meta charset="utf-8"><title>The Courier</title></head><body><div class="layer"><h1>` +
			heading + `</h1><p>` + text + `</p><button>OK</button></div></body></html>`
	}
	for _, test := range []struct {
		name, page string
		want       news.Outcome
	}{
		{"English", wall("en", "Your privacy is important to us", "We and our 96 partners store and access information on your device. Please choose before you read on."), news.Consent},
		{"German", wall("de", "Datenschutz-Einstellungen", "Wir und unsere 96 Partner speichern Informationen auf Ihrem Gerät. Bitte wählen Sie, bevor Sie weiterlesen."), news.Consent},
		{"French", wall("fr", "Votre vie privée", "Nous et nos 96 partenaires stockons des informations sur votre appareil. Faites votre choix avant de lire."), news.Consent},
		{"Chinese", wall("zh", "请先选择", "我们与合作伙伴会在您的设备上存储信息，请先作出选择再继续阅读这篇报道和其他内容。"), news.Consent},
		{"by the name of its box", `<!doctype html><html lang="xx"><head><title>Courier</title></head><body><div id="consent-dialog" role="dialog"><h1>Abc def</h1>` +
			`<p>Ghij klmno pqrs tuvw xyz abcd efgh ijkl mnop qrst uvwx yzab cdef ghij.</p></div></body></html>`, news.Consent},
		{"an article about it", `<!doctype html><html lang="en"><head><title>Court rules on cookie walls</title></head><body><article><h1>Court rules on cookie walls</h1>` +
			`<p>A regional court has ruled that newspapers may not ask readers to accept cookies in return for reading, a lawyer for the readers said on Monday.</p>` +
			`<p>The publisher, which stores information on the devices of its readers, said that it would appeal and that its privacy settings were clear to everybody.</p>` +
			`</article></body></html>`, news.Good},
	} {
		got := Read(context.Background(), Page{Body: []byte(test.page), ContentType: "text/html; charset=utf-8"})
		if got.Outcome != test.want {
			t.Errorf("%s: outcome %q (%s), want %q", test.name, got.Outcome, got.Reason, test.want)
		}
	}
}
