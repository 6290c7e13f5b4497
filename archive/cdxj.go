package archive

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// An indexLine is the JSON part of a CDXJ line; the format wants its numbers as strings.
type indexLine struct {
	URL      string `json:"url"`
	MIME     string `json:"mime"`
	Status   string `json:"status,omitempty"`
	Digest   string `json:"digest,omitempty"`
	Length   string `json:"length"`
	Offset   string `json:"offset"`
	Filename string `json:"filename"`
}

// cdxj gives the line of the index for a record: sort key, time stamp, JSON.
func cdxj(r warcRecord, header http.Header, status int, file string, offset, length int64) (string, error) {
	line := indexLine{
		URL: r.url, MIME: "unk", Length: strconv.FormatInt(length, 10), Offset: strconv.FormatInt(offset, 10), Filename: file,
	}
	if status != 0 {
		line.Status = strconv.Itoa(status)
	}
	if mime, _, _ := strings.Cut(header.Get("Content-Type"), ";"); mime != "" {
		line.MIME = strings.TrimSpace(mime)
	}
	if r.kind == "revisit" {
		line.MIME = "warc/revisit"
	}
	if r.name != "" {
		line.Digest = "sha256:" + r.name
	}
	text, err := json.Marshal(line)
	if err != nil {
		return "", err
	}
	return surt(r.url) + " " + r.at.UTC().Format("20060102150405") + " " + string(text), nil
}

// surt gives the form of a URL that web archives sort by, host parts reversed: "example,courier)/fire?a=1".
func surt(address string) string {
	u, err := url.Parse(strings.ToLower(address))
	if err != nil || u.Host == "" {
		return strings.ReplaceAll(strings.ToLower(address), " ", "%20")
	}
	parts := strings.Split(strings.TrimPrefix(u.Hostname(), "www."), ".")
	slices.Reverse(parts)
	key := strings.Join(parts, ",")
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		key += ":" + port
	}
	key += ")/" + strings.Trim(u.EscapedPath(), "/")
	if u.RawQuery != "" {
		query := strings.Split(u.RawQuery, "&")
		slices.Sort(query)
		key += "?" + strings.Join(query, "&")
	}
	return key
}

func (w *warcWriter) writeIndex() error {
	if w.to.Index == nil {
		return nil
	}
	slices.Sort(w.index)
	for _, line := range w.index {
		if _, err := io.WriteString(w.to.Index, line+"\n"); err != nil {
			return fmt.Errorf("write the index: %w", err)
		}
	}
	return nil
}
