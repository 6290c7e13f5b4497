package archive

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/stemma-news/stemma/news"
)

// request writes with what a look was asked for, if that is known, before the record of the answer, which has the ID: who
// imports it knows it when the answer comes.
func (w *warcWriter) request(c news.Capture, answer string) error {
	if c.Request == "" {
		return nil
	}
	block, err := requestBlock(c)
	if err != nil {
		return err
	}
	_, err = w.record([]field{
		{"WARC-Type", "request"},
		{"WARC-Record-ID", recordID("request", answer)},
		{"WARC-Date", stampOf(c.At)},
		{"WARC-Target-URI", landed(c)},
		{"WARC-Concurrent-To", answer},
		{"Content-Type", "application/http; msgtype=request"},
	}, block)
	return err
}

// requestBlock spells the request of a look, as HTTP/1.1 whatever it was sent with.
func requestBlock(c news.Capture) ([]byte, error) {
	header := http.Header{}
	if err := json.Unmarshal([]byte(c.Request), &header); err != nil {
		return nil, fmt.Errorf("the header of its request %q: %w", c.Request, err)
	}
	u, err := url.Parse(landed(c))
	if err != nil {
		return nil, fmt.Errorf("the address of its request: %w", err)
	}
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", u.RequestURI(), u.Host, joinFields(sorted(fitHeader(header, 0)))), nil
}
