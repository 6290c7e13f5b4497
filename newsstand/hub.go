package newsstand

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A hub tells subscribers when feeds of the stand have news (WebSub). It takes requests as the stand's host "hub"; what
// it does by itself it does while [Stand.RunHub] runs.
type hub struct {
	site site

	mu          sync.Mutex
	subscribers map[string]*subscriber // by callback
}

type subscriber struct {
	callback, topic, secret string
	lease                   time.Duration
	asked                   string    // "subscribe" or "unsubscribe", while the subscriber has not confirmed it
	until                   time.Time // zero before it was confirmed
	edition                 string    // that was sent last, or stood there when it subscribed
}

const (
	hubLease    = 10 * 24 * time.Hour // the longest that it gives
	hubPatience = 10 * time.Second    // for one call of a subscriber
)

func newHub(s site) *hub { return &hub{site: s, subscribers: map[string]*subscriber{}} }

func isHub(host string) bool {
	name, _, _ := strings.Cut(strings.ToLower(host), ".")
	return name == "hub"
}

func (w *world) hubURL() string {
	host := "hub.localhost"
	if w.port != "" {
		host = net.JoinHostPort(host, w.port)
	}
	return "http://" + host + "/"
}

// edition names the articles that a house's feed holds, and their states.
func (w *world) edition(u *url.URL, now time.Time) string {
	h := w.houseOf(u.Host)
	if h == nil || u.Path != h.feedPath {
		return ""
	}
	sum := sha256.New()
	all := w.standing(h, now)
	for _, a := range all[:min(len(all), feedLength)] {
		s := a.state(now)
		fmt.Fprintln(sum, s.path, s.modified, textOf(s.blocks, "h"))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// ServeHTTP takes a request to subscribe or to unsubscribe, to be confirmed later.
func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		fmt.Fprintln(w, "This is a WebSub hub. Subscribe by POST.")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	callback, err := url.Parse(r.PostFormValue("hub.callback"))
	topic, topicErr := url.Parse(r.PostFormValue("hub.topic"))
	mode := r.PostFormValue("hub.mode")
	switch {
	case err != nil || callback.Host == "" || topicErr != nil || mode != "subscribe" && mode != "unsubscribe":
		http.Error(w, "hub.mode, hub.topic and hub.callback are needed", http.StatusBadRequest)
		return
	case h.site.edition(topic, time.Now()) == "":
		http.Error(w, "no such topic here", http.StatusNotFound)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	key := callback.String()
	s := h.subscribers[key]
	if s == nil {
		s = &subscriber{callback: key, topic: topic.String(), edition: h.site.edition(topic, time.Now())}
		h.subscribers[key] = s
	}
	s.asked, s.secret, s.lease = mode, r.PostFormValue("hub.secret"), leaseOf(r.PostFormValue("hub.lease_seconds"))
	w.WriteHeader(http.StatusAccepted)
}

func leaseOf(seconds string) time.Duration {
	if n, err := strconv.Atoi(seconds); err == nil && n > 0 && n < int(hubLease.Seconds()) {
		return time.Duration(n) * time.Second
	}
	return hubLease
}

// RunHub lets the hub confirm subscriptions and tell of news, every so often, until ctx ends. The client reaches the
// subscribers.
func (s *Stand) RunHub(ctx context.Context, client *http.Client, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		s.hub.round(ctx, client)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// round serves each subscriber once. What a subscriber does wrong is its own loss.
func (h *hub) round(ctx context.Context, client *http.Client) {
	for _, s := range h.copies() {
		now := time.Now()
		next := s
		switch {
		case s.asked != "":
			next = confirmed(ctx, client, s)
		case now.After(s.until):
			next.callback = "" // its lease is over
		default:
			next = h.told(ctx, client, s, now)
		}
		h.replace(s, next)
	}
}

func (h *hub) copies() []subscriber {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []subscriber
	for _, key := range slices.Sorted(maps.Keys(h.subscribers)) {
		all = append(all, *h.subscribers[key])
	}
	return all
}

// replace puts what became of a subscriber in its place, unless it asked for something else meanwhile.
func (h *hub) replace(old, next subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.subscribers[old.callback]
	switch {
	case s == nil || *s != old:
	case next.callback == "":
		delete(h.subscribers, old.callback)
	default:
		*s = next
	}
}

// confirmed asks a subscriber whether it asked. One without callback is to be forgotten.
func confirmed(ctx context.Context, client *http.Client, s subscriber) subscriber {
	challenge := rand.Text()
	q := url.Values{
		"hub.mode": {s.asked}, "hub.topic": {s.topic}, "hub.challenge": {challenge},
		"hub.lease_seconds": {strconv.Itoa(int(s.lease.Seconds()))},
	}
	status, said, err := call(ctx, client, http.MethodGet, s.callback+"?"+q.Encode(), nil, "")
	switch yes := err == nil && status/100 == 2 && said == challenge; {
	case yes && s.asked == "unsubscribe", !yes && s.until.IsZero():
		s.callback = ""
	case yes:
		s.until, s.asked = time.Now().Add(s.lease), ""
	default:
		s.asked = "" // what it had stays until its lease is over
	}
	return s
}

// told sends a subscriber the feed if it has news, signed.
func (h *hub) told(ctx context.Context, client *http.Client, s subscriber, now time.Time) subscriber {
	topic, err := url.Parse(s.topic)
	if err != nil {
		return s // unreachable: it was parsed when it came
	}
	edition := h.site.edition(topic, now)
	if edition == s.edition {
		return s
	}
	feed := &kept{header: http.Header{}}
	h.site.answer(feed, &http.Request{Method: http.MethodGet, URL: topic, Host: topic.Host, Header: http.Header{}}, now)
	body := feed.body
	status, _, err := call(ctx, client, http.MethodPost, s.callback, body, Signature(s.secret, body))
	switch {
	case status == http.StatusGone:
		s.callback = ""
	case err == nil:
		s.edition = edition
	}
	return s
}

// kept is an answer that goes nowhere.
type kept struct {
	header http.Header
	body   []byte
}

func (k *kept) Header() http.Header { return k.header }

func (k *kept) WriteHeader(int) {}

func (k *kept) Write(p []byte) (int, error) {
	k.body = append(k.body, p...)
	return len(p), nil
}

// Signature is what a hub puts into X-Hub-Signature of a body.
func Signature(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// call makes one request to a subscriber and gives what it says.
func call(ctx context.Context, client *http.Client, method, address string, body []byte, signature string) (status int, said string, err error) {
	ctx, cancel := context.WithTimeout(ctx, hubPatience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(string(body)))
	if err != nil {
		return 0, "", fmt.Errorf("call a subscriber: %w", err)
	}
	if signature != "" {
		r.Header.Set("X-Hub-Signature", signature)
	}
	res, err := client.Do(r)
	if err != nil {
		return 0, "", fmt.Errorf("call a subscriber: %w", err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 4096))
	if err != nil {
		return 0, "", fmt.Errorf("hear a subscriber: %w", err)
	}
	return res.StatusCode, string(text), nil
}
