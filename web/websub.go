package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // hubs may sign with it, says WebSub; forging needs the secret all the same
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/revisit"
	"github.com/stemma-news/stemma/store"
)

// What hubs call (WebSub, https://www.w3.org/TR/websub/). Each subscription has an address of its own that nobody can
// guess. What a hub sends is only read to check its signature: it makes the feed due, and whoever watches looks at it.

// errNotAsked is for a call about what we did not ask for.
var errNotAsked = problem{http.StatusNotFound, "No such subscription", "Nothing was asked for at this address."}

// verify answers a hub that asks whether we asked it, or that says no. It is told yes by its own challenge.
func (s *server) verify(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	sub, err := s.subscription(r)
	if err != nil {
		return err
	}
	err = s.DB.Tx(r.Context(), func(tx *store.Tx) error { return answerHub(r.Context(), tx, sub, q, time.Now()) })
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if q.Get("hub.mode") != "denied" {
		_, _ = io.WriteString(w, q.Get("hub.challenge")) // an error here is the hub's leaving
	}
	return nil
}

// subscription gives what a hub's call is about.
func (s *server) subscription(r *http.Request) (news.Subscription, error) {
	sub, err := s.DB.SubscriptionByToken(r.Context(), r.PathValue("token"))
	if errors.Is(err, store.ErrNotFound) {
		return sub, errNotAsked
	}
	return sub, err
}

// answerHub keeps what a hub said of a subscription, or gives errNotAsked.
func answerHub(ctx context.Context, tx *store.Tx, sub news.Subscription, q url.Values, now time.Time) error {
	mode := q.Get("hub.mode")
	leaving := sub.State == news.Leaving
	switch {
	case q.Get("hub.topic") != sub.Topic || mode != "denied" && q.Get("hub.challenge") == "":
		return errNotAsked
	case mode == "denied" && leaving, mode == "unsubscribe" && leaving:
		return tx.DropSubscription(ctx, sub.ID)
	case mode == "denied":
		return tx.SubscriptionDenied(ctx, sub.ID, "the hub says no: "+q.Get("hub.reason"))
	case mode == "subscribe" && !leaving && !sub.Asked.IsZero():
		lease := leaseOf(q.Get("hub.lease_seconds"))
		sub.Verified, sub.Expires, sub.Due = now, now.Add(lease), revisit.Renew(now, lease)
		return tx.SubscriptionVerified(ctx, sub)
	default:
		return errNotAsked
	}
}

// For how long a hub's promise is believed.
const (
	usualLease   = 24 * time.Hour // when the hub does not say
	longestLease = 30 * 24 * time.Hour
)

func leaseOf(seconds string) time.Duration {
	n, err := strconv.Atoi(seconds)
	if err != nil || n <= 0 {
		return usualLease
	}
	return min(time.Duration(min(n, int(longestLease.Seconds())))*time.Second, longestLease)
}

// Bounds of what hubs send: how much is read of one message, and how soon after a look at its feed the next is due.
const (
	longestPush = 16 << 20
	pushPause   = 10 * time.Second
)

// pushed takes a hub's message: if its signature is right the feed is due. A wrong one is answered like a right one, as
// WebSub asks, and does nothing.
func (s *server) pushed(w http.ResponseWriter, r *http.Request) error {
	sub, err := s.subscription(r)
	if err != nil {
		return err
	}
	genuine, err := signedBy(sub.Secret, r.Header.Get("X-Hub-Signature"), http.MaxBytesReader(w, r.Body, longestPush))
	if _, tooLong := errors.AsType[*http.MaxBytesError](err); tooLong {
		return problem{http.StatusRequestEntityTooLarge, "Too large", "A message may be 16 MB."}
	}
	if err != nil {
		return problem{http.StatusBadRequest, "Cut short", "The message did not come whole."}
	}
	if !genuine || sub.State == news.Leaving {
		s.Log.Warn("a hub's message was ignored", "hub", sub.Hub, "topic", sub.Topic, "signed", genuine)
	} else if err := s.makeDue(r.Context(), sub, time.Now()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

// makeDue writes that the feed is to be looked at now, but not again right after a look.
func (s *server) makeDue(ctx context.Context, sub news.Subscription, now time.Time) error {
	return s.DB.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.SubscriptionPushed(ctx, sub.ID, now); err != nil {
			return err
		}
		f, err := tx.Feed(ctx, sub.FeedID)
		if err != nil {
			return err
		}
		due := now
		if soonest := f.Looked.Add(pushPause); soonest.After(now) {
			due = soonest
		}
		if !f.Due.IsZero() && f.Due.Before(due) {
			due = f.Due
		}
		return tx.FeedDue(ctx, f.ID, due)
	})
}

// signedBy checks the signature of a message: "sha256=" and the HMAC of the body in hex, or another of the methods that
// WebSub names. The error is one of reading.
func signedBy(secret, signature string, body io.Reader) (bool, error) {
	method, digits, _ := strings.Cut(signature, "=")
	sum, known := map[string]func() hash.Hash{
		"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New,
	}[strings.ToLower(method)]
	if !known {
		sum = sha256.New // the body is read all the same, so that nothing tells a missing signature from a wrong one
	}
	mac := hmac.New(sum, []byte(secret))
	if _, err := io.Copy(mac, body); err != nil {
		return false, fmt.Errorf("read a hub's message: %w", err)
	}
	given, err := hex.DecodeString(digits)
	return known && err == nil && secret != "" && hmac.Equal(given, mac.Sum(nil)), nil
}
