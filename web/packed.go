package web

import (
	"bytes"
	"net/http"
	"strconv"
)

// packed keeps an answer that is compressed until it is whole, so that a slow reader holds a few kilobytes and not a
// compressor, which takes more than a megabyte. All others pass.
type packed struct {
	http.ResponseWriter
	share  *share
	status int // of an answer that is kept; 0 is none
	body   bytes.Buffer
}

// WriteHeader keeps the status of an answer that is compressed.
func (p *packed) WriteHeader(status int) {
	if p.Header().Get("Content-Encoding") == "" {
		p.ResponseWriter.WriteHeader(status)
		return
	}
	p.status = status
}

// Write keeps what is compressed.
func (p *packed) Write(b []byte) (int, error) {
	if p.status == 0 {
		p.share.sending(p.ResponseWriter)
		return p.ResponseWriter.Write(b)
	}
	return p.body.Write(b)
}

// send sends what was kept.
func (p *packed) send() {
	if p.status == 0 {
		return
	}
	p.share.made(int64(p.body.Len()))
	p.share.sending(p.ResponseWriter)
	p.Header().Set("Content-Length", strconv.Itoa(p.body.Len()))
	p.ResponseWriter.WriteHeader(p.status)
	_, _ = p.ResponseWriter.Write(p.body.Bytes()) // a visitor who left is no error of ours
}
