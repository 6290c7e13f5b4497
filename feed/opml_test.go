package feed

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
)

func TestReadOPML(t *testing.T) {
	want := []Ref{
		{"https://courier.example/feed?a=1&b=2", "Courier & Post", news.RSS},
		{"https://hafenbote.example/atom.xml", "Hafenbote", news.Atom},
	}
	for _, test := range []struct{ name, body string }{
		{"well-formed", `<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body><outline text="News">
			<outline type="rss" text="Courier &amp; Post" xmlUrl="https://courier.example/feed?a=1&amp;b=2"/>
			<outline type="atom" text="Hafenbote" xmlUrl="https://hafenbote.example/atom.xml"/></outline></body></opml>`},
		{"bare ampersands, nothing closed", `<opml><body><outline text="News"><outline type="rss" title="Courier & Post"
			xmlUrl="https://courier.example/feed?a=1&b=2"><outline type=atom text=Hafenbote xmlurl='https://hafenbote.example/atom.xml'` + ">"},
		{"other spellings", `<opml><outline type="RSS" title="Courier &amp; Post" url="https://courier.example/feed?a=1&amp;b=2"/>
			<outline type="atom1" text=" Hafenbote " xmlUrl="https://hafenbote.example/atom.xml"/></opml>`},
		{"twice, feed:// and a list elsewhere", `<opml><outline type="rss" text="Courier &amp; Post" XMLURL=" https://courier.example/feed?a=1&amp;b=2 "/>
			<outline type="include" url="https://courier.example/more.opml"/><outline type="link" url="https://courier.example/"/>
			<outline type="rss" text="again" xmlUrl="https://courier.example/feed?a=1&amp;b=2"/>
			<outline type="atom" text="Hafenbote" xmlUrl="feed:https://hafenbote.example/atom.xml"/></opml>`},
	} {
		got, err := ReadOPML([]byte(test.body))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

func TestFeedScheme(t *testing.T) {
	for in, want := range map[string]string{
		"feed://courier.example/a": "http://courier.example/a", "feed:https://courier.example/a": "https://courier.example/a",
		" https://courier.example/a ": "https://courier.example/a",
	} {
		if got := feedScheme(in); got != want {
			t.Errorf("feedScheme(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestReadOPMLSaysWhatItIsNot(t *testing.T) {
	for _, body := range []string{
		"", "\x89PNG", "<rss/>", "Write <opml> around it", "<rss><channel><description><opml></opml></description></channel></rss>",
	} {
		if refs, err := ReadOPML([]byte(body)); err == nil || errors.Is(err, ErrNoFeeds) {
			t.Errorf("ReadOPML(%q) gives %v, %v", body, refs, err)
		}
	}
}

func TestReadOPMLWithoutFeeds(t *testing.T) {
	for _, body := range []string{
		"<opml></opml>", `<?xml version="1.0"?><opml><body><outline text="News"/></body></opml>`, `<opml><outline type="rss" xmlUrl="nowhere"/></opml>`,
	} {
		if refs, err := ReadOPML([]byte(body)); !errors.Is(err, ErrNoFeeds) {
			t.Errorf("ReadOPML(%q) gives %v, %v", body, refs, err)
		}
	}
}

func TestWriteOPMLIsReadBack(t *testing.T) {
	refs := []Ref{
		{"https://courier.example/feed?a=1&b=2", `Courier "& <Post>`, news.RSS},
		{"https://hafenbote.example/atom.xml", "Hafenbote", news.Atom},
	}
	var b bytes.Buffer
	if err := WriteOPML(&b, "Feeds & more", refs); err != nil {
		t.Fatal(err)
	}
	got, err := ReadOPML(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(refs, got); diff != "" {
		t.Errorf("-want +got\n%s\n%s", diff, b.String())
	}
}

func FuzzReadOPML(f *testing.F) {
	f.Add([]byte(`<opml><outline text="a & b" xmlUrl="https://courier.example/feed"/></opml>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		refs, err := ReadOPML(body)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := WriteOPML(&b, "again", refs); err != nil {
			t.Fatal(err)
		}
		again, err := ReadOPML(b.Bytes())
		if err != nil || len(again) != len(refs) {
			t.Fatalf("%d feeds became %d: %v", len(refs), len(again), err)
		}
		for i := range refs {
			if again[i].URL != refs[i].URL {
				t.Errorf("%q became %q", refs[i].URL, again[i].URL)
			}
		}
	})
}
