package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strings"
)

//go:embed static
var staticFiles embed.FS

// assets are the files under /static, by the name that pages ask for: one with a hash of what is in it, so that it may
// be kept for ever.
type assets struct {
	body map[string][]byte // "stemma.1a2b3c4d.css" -> its bytes
	name map[string]string // "stemma.css" -> "stemma.1a2b3c4d.css"
}

func loadStatic() (assets, error) {
	a := assets{body: map[string][]byte{}, name: map[string]string{}}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		return a, err
	}
	for _, entry := range entries {
		body, err := staticFiles.ReadFile("static/" + entry.Name())
		if err != nil {
			return a, err
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(entry.Name())
		hashed := strings.TrimSuffix(entry.Name(), ext) + "." + hex.EncodeToString(sum[:4]) + ext
		a.body[hashed], a.name[entry.Name()] = body, hashed
	}
	return a, nil
}

// url gives the address of a static file; a name that there is not is a mistake in a template.
func (a assets) url(name string) (string, error) {
	hashed, ok := a.name[name]
	if !ok {
		return "", fmt.Errorf("there is no static file %q", name)
	}
	return "/static/" + hashed, nil
}

func (s *server) staticFile(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("file")
	body, ok := s.static.body[name]
	if !ok {
		return problem{http.StatusNotFound, "No such file", "There is nothing at this address."}
	}
	types := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
	w.Header().Set("Content-Type", types[path.Ext(name)])
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return send(w, r, http.StatusOK, body)
}

// robots lets search engines in to what is ours, the lists and changes, and keeps them from whole copies of articles.
func (s *server) robots(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	return send(w, r, http.StatusOK, []byte("User-agent: *\nDisallow: /search\nDisallow: /article?\nDisallow: /articles/*/versions/\nDisallow: /articles/*/compare/\n"))
}
