package web

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/news"
)

// A long article: 100 paragraphs of 50 words.
const (
	longParagraphs = 100
	longWords      = 50
)

// longArticle gives two versions of 5,000 words, of which that share is changed in the second one.
func longArticle(share float64) []printed {
	random := rand.New(rand.NewPCG(1, 2))
	a, b := printed{headline: "The long story"}, printed{headline: "The long story"}
	for range longParagraphs {
		before, after := make([]string, longWords), make([]string, longWords)
		for i := range before {
			before[i] = fmt.Sprintf("w%05d", random.IntN(20_000))
			if after[i] = before[i]; random.Float64() < share {
				after[i] = fmt.Sprintf("n%05d", random.IntN(20_000))
			}
		}
		a.lines, b.lines = append(a.lines, strings.Join(before, " ")+"."), append(b.lines, strings.Join(after, " ")+".")
	}
	return []printed{a, b}
}

// askChange gets the page of the first change as browsers do, and gives the bytes that are sent.
func (s *site) askChange(view string, plain bool) int {
	s.Helper()
	r := httptest.NewRequest(http.MethodGet, "/articles/1/changes/1?view="+view, nil)
	if !plain {
		r.Header.Set("Accept-Encoding", "gzip")
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		s.Fatalf("status %d", w.Code)
	}
	return w.Body.Len()
}

func TestChangeOfALongArticleIsSmall(t *testing.T) {
	const most = 150_000 // bytes; it is as little without compression, unless more than a fifth is changed
	for _, share := range []float64{0.02, 0.2, 1} {
		for _, script := range []string{"en", "ar"} {
			s := newSite(t)
			versions := longArticle(share)
			if script == "ar" {
				versions = arabic(versions)
			}
			s.publish(news.Outlet{Name: "Courier", Language: script, Hosts: []string{"courier.example"}}, "/long", versions...)
			for _, view := range []string{"sides", "inline"} {
				if sent := s.askChange(view, false); sent > most {
					t.Errorf("%s, %s, %.0f %% changed: %d bytes are sent, want at most %d", script, view, share*100, sent, most)
				}
				if unpacked := s.askChange(view, true); script == "en" && share <= 0.2 && unpacked > most {
					t.Errorf("%s, %.0f %% changed: %d bytes without compression, want at most %d", view, share*100, unpacked, most)
				}
				t.Logf("%s, %s, %.0f %% changed: %d bytes sent, %d unpacked", script, view, share*100, s.askChange(view, false), s.askChange(view, true))
			}
		}
	}
}

// arabic gives the same texts in letters of two bytes each.
func arabic(versions []printed) []printed {
	letters := strings.NewReplacer("w", "و", "n", "ن", "0", "ا", "1", "ب", "2", "ت", "3", "ث", "4", "ج", "5", "ح", "6", "خ", "7", "د", "8", "ر", "9", "س")
	for i := range versions {
		for j, line := range versions[i].lines {
			versions[i].lines[j] = letters.Replace(line)
		}
	}
	return versions
}

// BenchmarkLongChange serves the page of a change of 5,000 words, a fifth of them changed.
func BenchmarkLongChange(b *testing.B) {
	s := newSite(b)
	s.publish(courier, "/long", longArticle(0.2)...)
	for _, view := range []string{"sides", "inline"} {
		b.Run(view, func(b *testing.B) {
			sent := 0
			for b.Loop() {
				sent = s.askChange(view, false)
			}
			b.ReportMetric(float64(sent)/1024, "KB-sent")
		})
	}
}
