package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stemma-news/stemma/news"
)

func TestBodiesOfAllSizesAreWhole(t *testing.T) {
	all := make([]byte, 3*stepBody)
	for i := range all {
		all[i] = byte(i * 7)
	}
	for _, size := range []int{0, 1, smallBody - 1, smallBody, smallBody + 1, smallBody + stepBody - 1, smallBody + stepBody, smallBody + stepBody + 1, len(all)} {
		s := &share{room: newRoom(0, 1<<20)}
		got, err := s.readAll(t.Context(), iotest.HalfReader(bytes.NewReader(all[:size])), int64(len(all))+1)
		if err != nil || !bytes.Equal(got, all[:size]) {
			t.Errorf("%d bytes: got %d, %v", size, len(got), err)
		}
		if _, err := s.readAll(t.Context(), io.MultiReader(bytes.NewReader(all[:size]), iotest.ErrReader(io.ErrUnexpectedEOF)), int64(len(all))+1); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d bytes, then cut short: %v", size, err)
		}
		s.release()
		if !s.room.middle.TryAcquire(middles) || !s.room.large.TryAcquire(2) {
			t.Errorf("%d bytes: room was not given back", size)
		}
	}
}

// TestLargeBodiesWaitForRoom holds that many large bodies never take more than the room, that small ones need none, and
// that who waits goes on when one is let go of.
func TestLargeBodiesWaitForRoom(t *testing.T) {
	s := newSite(t)
	large := bytes.Repeat([]byte("<p>text"), 2<<20/7)
	s.mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { w.Write(large) })
	s.page("/small", "<p>text")
	c := newClient(t, Options{MaxBody: 2 << 20, MaxBodies: 1}) // room for two
	var held []Response
	for range 2 {
		held = append(held, get(t, c, s.at("courier", "/large")))
	}
	if res := get(t, c, s.at("courier", "/small")); res.Outcome != news.Good {
		t.Errorf("a small one: %s, %q", res.Outcome, res.Reason)
	}
	// Many at once come through, though each holds some room while it waits for more.
	var all sync.WaitGroup
	for i := range 30 {
		all.Go(func() {
			res, err := c.Get(context.Background(), Request{URL: s.at(fmt.Sprint("h", i), "/large")})
			if err != nil || res.Outcome != news.Good {
				t.Errorf("one of many: %s, %q, %v", res.Outcome, res.Reason, err)
			}
			res.Release()
		})
	}
	got := make(chan Response)
	go func() {
		res, _ := c.Get(context.Background(), Request{URL: s.at("herald", "/large")})
		got <- res
	}()
	held[0].Release()
	held[0].Release()
	if res := <-got; res.Outcome != news.Good || len(res.Body) != len(large) {
		t.Errorf("after one was let go of: %s, %q, %d bytes", res.Outcome, res.Reason, len(res.Body))
	} else {
		res.Release()
	}
	all.Wait()
}
