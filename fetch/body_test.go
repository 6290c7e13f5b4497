package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma/news"
)

func pack(t *testing.T, encoding string, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch encoding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "deflate":
		w = zlib.NewWriter(&b)
	case "flate":
		z, err := flate.NewWriter(&b, flate.DefaultCompression)
		if err != nil {
			t.Fatal(err)
		}
		w = z
	case "br":
		w = brotli.NewWriter(&b)
	case "zstd":
		z, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		w = z
	default:
		return body
	}
	w.Write(body)
	w.Close()
	return b.Bytes()
}

func TestContentEncodings(t *testing.T) {
	const limit = 128 << 10
	small, bomb := []byte("<p>Two hurt in fire"), make([]byte, 32*limit)
	s := newSite(t)
	c := newClient(t, Options{MaxBody: limit})
	for _, test := range []struct {
		name, encoding string
		body           []byte
		want           news.Outcome
	}{
		{"gzip", "gzip", pack(t, "gzip", small), news.Good},
		{"brotli", "br", pack(t, "br", small), news.Good},
		{"zstd", "zstd", pack(t, "zstd", small), news.Good},
		{"deflate", "deflate", pack(t, "deflate", small), news.Good},
		{"deflate without its frame", "deflate", pack(t, "flate", small), news.Good},
		{"identity", "identity", small, news.Good},
		{"two", "gzip, br", pack(t, "br", pack(t, "gzip", small)), news.Good},
		{"a lie", "gzip", small, news.Good},
		{"unknown", "klingon", small, news.Failed},
		{"too many", "gzip,gzip,gzip,gzip", pack(t, "gzip", small), news.Failed},
		{"broken", "br", []byte("\xff\xff\xff\xff broken"), news.Failed},
		{"cut short", "gzip", pack(t, "gzip", small)[:20], news.Failed},
		{"empty", "gzip", nil, news.Failed},
		{"gzip bomb", "gzip", pack(t, "gzip", bomb), news.TooLarge},
		{"brotli bomb", "br", pack(t, "br", bomb), news.TooLarge},
		{"zstd bomb", "zstd", pack(t, "zstd", bomb), news.TooLarge},
		{"bomb in a bomb", "gzip, gzip", pack(t, "gzip", pack(t, "gzip", bomb)), news.TooLarge},
	} {
		path := "/" + url.PathEscape(test.name)
		s.mux.HandleFunc("/"+strings.ReplaceAll(test.name, " ", "%20"), func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", test.encoding)
			w.Write(test.body)
		})
		res := get(t, c, s.at("courier", path))
		if res.Outcome != test.want {
			t.Errorf("%s: %s, %q; want %s", test.name, res.Outcome, res.Reason, test.want)
		}
		if test.want == news.Good && !bytes.Equal(res.Body, small) {
			t.Errorf("%s: body %q", test.name, res.Body)
		}
	}
}
