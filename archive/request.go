package archive

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/stemma-news/stemma/news"
)

// request writes with what something was asked for, if that is known, before the record of the answer, which has the ID:
// who imports it knows it when the answer comes.
func (w *warcWriter) request(r warcRecord, answer string) error {
	if r.request == "" {
		return nil
	}
	header, err := readHeader(r.request)
	if err != nil {
		return fmt.Errorf("its request: %w", err)
	}
	block, err := requestBlock(r.url, header)
	if err != nil {
		return err
	}
	_, err = w.record([]field{
		{"WARC-Type", "request"},
		{"WARC-Record-ID", recordID("request", answer)},
		{"WARC-Date", stampOf(r.at)},
		{"WARC-Target-URI", r.url},
		{"WARC-Concurrent-To", answer},
		{"Content-Type", "application/http; msgtype=request"},
	}, block)
	return err
}

// requestBlock spells a request, as HTTP/1.1 whatever it was sent with.
func requestBlock(address string, header http.Header) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("the address of its request: %w", err)
	}
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", u.RequestURI(), u.Host, joinFields(sorted(fitHeader(header, 0)))), nil
}

// hops writes the redirects that a look went through, each under its own address and with its own time, so that who asks
// for the old address is led to the new one. look is the ID of the look's own record. Their bodies are not kept.
func (w *warcWriter) hops(hops []news.Hop, look string) error {
	for _, h := range hops {
		header, err := readHeader(h.Header)
		if err != nil {
			return fmt.Errorf("the redirect at %s: %w", h.URL, err)
		}
		r := warcRecord{kind: "response", url: h.URL, at: h.At, request: h.Request, ledTo: look, block: httpBlock(h.Status, header, nil)}
		if err := w.write(r, header, h.Status); err != nil {
			return fmt.Errorf("the redirect at %s: %w", h.URL, err)
		}
	}
	return nil
}
