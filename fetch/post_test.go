package fetch

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/news"
)

func TestPost(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.FormValue("hub.mode") != "subscribe" || r.Header.Get("User-Agent") != "stemma/test" {
			t.Errorf("%s %v by %q", r.Method, r.Form, r.Header.Get("User-Agent"))
		}
		switch r.URL.Path {
		case "/good":
			w.WriteHeader(http.StatusAccepted)
		case "/elsewhere":
			http.Redirect(w, r, "/good", http.StatusTemporaryRedirect)
		case "/endless":
			_, _ = w.Write(make([]byte, 1<<20))
		default:
			http.Error(w, "no such\n topic", http.StatusNotFound)
		}
	}))
	defer server.Close()
	for _, test := range []struct {
		path, reason string
		want         news.Outcome
	}{
		{"/good", "", news.Good},
		{"/endless", "", news.Good},
		{"/elsewhere", "the server says 307", news.Failed},
		{"/nothing", "the server says 404: no such topic", news.Failed},
	} {
		c := New(Options{UserAgent: "stemma/test", AllowLoopback: true})
		r, err := c.Post(t.Context(), server.URL+test.path, url.Values{"hub.mode": {"subscribe"}})
		if err != nil || r.Outcome != test.want || r.Reason != test.reason || len(r.Body) > mostSaid {
			t.Errorf("%s: %s (%s), %d bytes, %v; want %s (%s)", test.path, r.Outcome, r.Reason, len(r.Body), err, test.want, test.reason)
		}
		c.Close()
	}
	guarded := New(Options{UserAgent: "stemma/test"})
	defer guarded.Close()
	r, err := guarded.Post(t.Context(), server.URL+"/good", url.Values{"hub.mode": {"subscribe"}})
	if err != nil || r.Outcome != news.Refused || !strings.Contains(r.Reason, "not") {
		t.Errorf("without leave to ask this machine: %s (%s), %v; want it refused", r.Outcome, r.Reason, err)
	}
}
