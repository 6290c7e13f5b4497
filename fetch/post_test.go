package fetch

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
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
		case "/moved":
			http.Redirect(w, r, "/good", http.StatusPermanentRedirect)
		case "/elsewhere":
			http.Redirect(w, r, "http://hub.localhost:"+r.URL.Query().Get("port")+"/good", http.StatusTemporaryRedirect)
		case "/found":
			http.Redirect(w, r, "/good", http.StatusFound)
		case "/circle":
			http.Redirect(w, r, "/circle", http.StatusTemporaryRedirect)
		case "/inside":
			http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusTemporaryRedirect)
		case "/endless":
			_, _ = w.Write(make([]byte, 1<<20))
		default:
			http.Error(w, "no such\n topic", http.StatusNotFound)
		}
	}))
	defer server.Close()
	port := server.URL[strings.LastIndexByte(server.URL, ':')+1:]
	for _, test := range []struct {
		path, reason string
		want         news.Outcome
	}{
		{"/good", "", news.Good},
		{"/endless", "", news.Good},
		{"/moved", "", news.Good},
		{"/elsewhere?port=" + port, "", news.Good},
		{"/found", "it redirects with 302, and forms go on with 307 or 308 only", news.Failed},
		{"/circle", "it redirects more than 3 times", news.Failed},
		{"/inside?to=http://10.0.0.1/", "it redirects to an address or port that may not be asked", news.Refused},
		{"/inside?to=http://169.254.169.254/latest", "it redirects to an address or port that may not be asked", news.Refused},
		{"/inside?to=http://[::ffff:10.0.0.1]/", "it redirects to an address or port that may not be asked", news.Refused},
		{"/inside?to=http://hub.example:25/", "it redirects to an address or port that may not be asked", news.Refused},
		{"/inside?to=gopher://hub.example/", "it redirects to what is no web address", news.Failed},
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

// A form is not sent where Before does not let it, nor in the open after it was encrypted.
func TestPostIsNotForwardedEverywhere(t *testing.T) {
	var sent []string
	site := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent = append(sent, r.URL.Path)
		http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusTemporaryRedirect)
	})
	plain, secure := httptest.NewServer(site), httptest.NewTLSServer(site)
	defer plain.Close()
	defer secure.Close()
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	c := New(Options{UserAgent: "stemma/test", AllowLoopback: true, Roots: roots, Before: func(_ context.Context, s Step) error {
		if strings.HasPrefix(s.Host, "busy.") {
			return errors.New("another process asks it")
		}
		return nil
	}})
	defer c.Close()
	for _, test := range []struct {
		target, reason string
		want           news.Outcome
	}{
		{secure.URL + "/hub?to=" + plain.URL + "/secret", "it redirects to where a form would be sent unencrypted", news.Refused},
		{plain.URL + "/hub?to=http://busy.localhost:8080/", "it redirects to busy.localhost:8080, which cannot be asked now", news.Failed},
	} {
		sent = nil
		r, err := c.Post(t.Context(), test.target, url.Values{"hub.secret": {"x"}})
		if err != nil || r.Outcome != test.want || r.Reason != test.reason || !slices.Equal(sent, []string{"/hub"}) {
			t.Errorf("%s: %s (%s), %v, sent to %q; want %s (%s)", test.target, r.Outcome, r.Reason, err, sent, test.want, test.reason)
		}
	}
}
