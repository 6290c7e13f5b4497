package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
)

// changeQuotation gives one edit of a change as text to be quoted. The script puts it where it can be pasted from; without
// script it is a page of plain text.
func (s *server) changeQuotation(w http.ResponseWriter, r *http.Request) error {
	page, err := s.changeShown(r)
	if err != nil {
		return err
	}
	return s.sendQuotation(w, r, page)
}

// comparedQuotation gives one edit of a comparison as text to be quoted.
func (s *server) comparedQuotation(w http.ResponseWriter, r *http.Request) error {
	page, err := s.compared(r)
	if err != nil {
		return err
	}
	return s.sendQuotation(w, r, page)
}

func (s *server) sendQuotation(w http.ResponseWriter, r *http.Request, page changePage) error {
	n, err := number(r, "edit", "an edit")
	if err != nil {
		return err
	}
	if n > len(page.Change.Edits) {
		return problem{http.StatusNotFound, "No such edit", "What lies between these versions is " + plural(len(page.Change.Edits), "edit") + "."}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Robots-Tag", "noindex")
	text := page.quotation(page.Change.Edits[n-1]) + s.base(r) + page.path() + "#" + editID(n-1) + "\n"
	return send(w, r, http.StatusOK, []byte(text))
}

// quotation is an edit as text to be quoted: both wordings, both times, the outlet and the original's address.
func (p *changePage) quotation(e news.Edit) string {
	var b strings.Builder
	quote := func(until, text string, at time.Time) {
		if text == "" {
			text = "(nothing)"
		} else {
			text = "“" + strings.ReplaceAll(text, "\n", " ¶ ") + "”"
		}
		fmt.Fprintf(&b, "%s %s UTC: %s\n", until, at.UTC().Format(fullForm), text)
	}
	quote("As seen until", e.Before, p.Change.SeenBefore)
	quote("As seen from", e.After, p.Change.SeenAfter)
	for _, span := range e.Spans {
		if span.Relinked() {
			fmt.Fprintf(&b, "The link “%s” led to %s and now leads to %s\n", strings.TrimSpace(span.Text), span.From, span.To)
		}
	}
	fmt.Fprintf(&b, "%s, “%s”, %s\n", nameOf(p.Outlet), p.To.Headline, p.Article.URL)
	return b.String()
}

func quotationURL(page string, edit int) string { return fmt.Sprintf("%s/edits/%d", page, edit+1) }
