package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // as hubs may
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// subscribed puts a feed with a subscription into the database, whose token is its state.
func (s *site) subscribed(state news.SubscriptionState) (f news.Feed) {
	s.Helper()
	s.write(func(ctx context.Context, tx *store.Tx) (err error) {
		o, err := tx.OutletFor(ctx, courier)
		if err != nil {
			return err
		}
		f, _, err = tx.AddFeed(ctx, news.Feed{OutletID: o.ID, URL: "https://courier.example/feed.xml", Looked: dawn, Due: time.Now().Add(time.Hour)})
		if err != nil {
			return err
		}
		_, err = tx.AddSubscription(ctx, news.Subscription{
			FeedID: f.ID, Hub: "https://hub.example/", Topic: f.URL, Token: string(state), Secret: "secret", State: news.Wanted, Due: dawn,
		})
		if err != nil {
			return err
		}
		sub, err := tx.Subscription(ctx, f.ID)
		if err != nil {
			return err
		}
		switch sub.Asked = dawn; state {
		case news.Leaving:
			return tx.LeaveSubscription(ctx, f.ID, dawn)
		case news.Wanted:
			return nil
		default:
			sub.State = state
			return tx.SubscriptionAsked(ctx, sub)
		}
	})
	return f
}

func (s *site) call(method, address, body, signature string) (status int, said string) {
	s.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(body))
	r.Header.Set("X-Hub-Signature", signature)
	res := s.do(r)
	text, err := io.ReadAll(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	return res.StatusCode, string(text)
}

func TestAHubIsToldWhatWasAskedFor(t *testing.T) {
	const topic = "&hub.topic=https://courier.example/feed.xml"
	for _, test := range []struct {
		name   string
		state  news.SubscriptionState
		query  string
		status int
		said   string
		want   news.SubscriptionState // afterwards; empty: forgotten
	}{
		{"yes", news.Asked, "hub.mode=subscribe&hub.challenge=abc&hub.lease_seconds=3600" + topic, 200, "abc", news.Subscribed},
		{"again", news.Subscribed, "hub.mode=subscribe&hub.challenge=abc" + topic, 200, "abc", news.Subscribed},
		{"another feed", news.Asked, "hub.mode=subscribe&hub.challenge=abc&hub.topic=https://courier.example/b", 404, "", news.Asked},
		{"not asked yet", news.Wanted, "hub.mode=subscribe&hub.challenge=abc" + topic, 404, "", news.Wanted},
		{"without challenge", news.Asked, "hub.mode=subscribe" + topic, 404, "", news.Asked},
		{"nobody wanted to leave", news.Subscribed, "hub.mode=unsubscribe&hub.challenge=abc" + topic, 404, "", news.Subscribed},
		{"goodbye", news.Leaving, "hub.mode=unsubscribe&hub.challenge=abc" + topic, 200, "abc", ""},
		{"no", news.Asked, "hub.mode=denied&hub.reason=closed" + topic, 200, "", news.Denied},
		{"neither", news.Asked, "hub.mode=publish&hub.challenge=abc" + topic, 404, "", news.Asked},
	} {
		s := newSite(t)
		s.subscribed(test.state)
		status, said := s.call(http.MethodGet, "/websub/"+string(test.state)+"?"+test.query, "", "")
		if status != test.status || status == 200 && said != test.said {
			t.Errorf("%s: answered %d %q, want %d %q", test.name, status, said, test.status, test.said)
		}
		if sub, _ := s.db.SubscriptionByToken(t.Context(), string(test.state)); sub.State != test.want {
			t.Errorf("%s: it is %s afterwards (%s), want %s", test.name, sub.State, sub.Reason, test.want)
		}
		if status, _ := s.call(http.MethodGet, "/websub/unknown?"+test.query, "", ""); status != 404 {
			t.Errorf("%s: at an unknown address %d", test.name, status)
		}
	}
}

func TestAPushIsBelievedBySignature(t *testing.T) {
	sign := func(method string, sum func() hash.Hash, secret string) string {
		mac := hmac.New(sum, []byte(secret))
		mac.Write([]byte("news"))
		return method + "=" + hex.EncodeToString(mac.Sum(nil))
	}
	for _, test := range []struct {
		name, signature string
		due             bool
	}{
		{"sha1", sign("sha1", sha1.New, "secret"), true},
		{"sha256", sign("sha256", sha256.New, "secret"), true},
		{"sha384", sign("sha384", sha512.New384, "secret"), true},
		{"sha512", sign("SHA512", sha512.New, "secret"), true},
		{"none", "", false},
		{"another secret", sign("sha256", sha256.New, "other"), false},
		{"another method's name", sign("sha512", sha256.New, "secret"), false},
		{"a method that there is not", sign("md5", sha256.New, "secret"), false},
		{"no digits", "sha256=zz", false},
		{"the first half", sign("sha256", sha256.New, "secret")[:39], false},
	} {
		s := newSite(t)
		f := s.subscribed(news.Subscribed)
		if status, _ := s.call(http.MethodPost, "/websub/subscribed", "news", test.signature); status != http.StatusAccepted {
			t.Errorf("%s: answered %d", test.name, status)
		}
		kept, err := s.db.Feed(t.Context(), f.ID)
		if err != nil {
			t.Fatal(err)
		}
		if due := !kept.Due.After(time.Now()); due != test.due {
			t.Errorf("%s: due now %v, want %v", test.name, due, test.due)
		}
	}
}

func TestAPushThatIsTooLongOrForNobody(t *testing.T) {
	s := newSite(t)
	s.subscribed(news.Subscribed)
	if status, _ := s.call(http.MethodPost, "/websub/subscribed", strings.Repeat("x", longestPush+1), ""); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a message of 16 MB and more is answered %d", status)
	}
	if status, _ := s.call(http.MethodPost, "/websub/nobody", "news", ""); status != http.StatusNotFound {
		t.Errorf("a message to an unknown address is answered %d", status)
	}
}
