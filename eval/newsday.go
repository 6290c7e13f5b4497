package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/newsstand"
)

const (
	dayPace  = 960              // a day of the newsstand takes a minute and a half
	dayStep  = 45 * time.Minute // of its time, between two looks at everything
	dayLooks = 32
)

// newsDay looks at every article of the simulated web through one of its days, as often as a watcher looks at young
// articles, and gives all that was answered, error pages too.
func newsDay(ctx context.Context) (looks []look, err error) {
	stand := newsstand.New(newsstand.Options{Seed: 1, Start: time.Now(), Pace: dayPace})
	server := httptest.NewServer(stand)
	defer server.Close()
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
		},
	}}
	known := map[string]bool{}
	var pages []look // without bodies
	tick := time.NewTicker(dayStep / dayPace)
	defer tick.Stop()
	for range dayLooks {
		for _, o := range stand.Outlets() {
			for _, link := range linksOf(ctx, client, o.Feed) {
				if !known[link] {
					known[link] = true
					pages = append(pages, look{page: link})
				}
			}
		}
		for _, page := range pages {
			if page.body, err = ask(ctx, client, page.page); err == nil {
				looks = append(looks, page)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if len(looks) == 0 {
		return nil, fmt.Errorf("its %d outlets have no articles", len(stand.Outlets()))
	}
	return looks, nil
}

// linksOf gives the addresses that a feed names; none where it cannot be had just now.
func linksOf(ctx context.Context, client *http.Client, address string) (links []string) {
	body, err := ask(ctx, client, address)
	if err != nil {
		return nil
	}
	found, err := feed.Parse(body, "", address)
	if err != nil {
		return nil
	}
	for _, l := range found.Links {
		links = append(links, l.URL)
	}
	return links
}

func ask(ctx context.Context, client *http.Client, address string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return io.ReadAll(answer.Body)
}
