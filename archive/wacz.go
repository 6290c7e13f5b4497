package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"iter"
	"path"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/stemma-news/stemma/news"
)

// A WACZ says where an export goes that is one file with everything that a reader of web archives needs, and what it
// says of itself.
type WACZ struct {
	File     io.Writer
	Title    string    // of the collection
	Software string    // "stemma 1.0"
	Operator string    // who runs it; may be empty
	At       time.Time // when the export is made

	Later func(context.Context, news.Capture) (bool, error) // see [WARC]

	// Headline gives the title of the page that a capture shows; nil, or "" for one, where it is not known.
	Headline func(context.Context, news.Capture) (string, error)
}

const waczVersion = "1.1.1"

// WriteWACZ writes captures as WACZ 1.1.1, which is a ZIP file of a WARC file (as [WriteWARC] writes it), its index, a
// list of the pages that show a readable text for the first time, and the digests of all these. get is as for
// [WriteWARC]. The list (some 200 bytes a page) is held in memory, as the index is.
func WriteWACZ(ctx context.Context, to WACZ, get func(context.Context, string) ([]byte, error), captures iter.Seq2[news.Capture, error]) error {
	w := &waczWriter{to: to, zip: zip.NewWriter(to.File), listed: map[string]bool{}}
	if err := w.archive(ctx, get, captures); err != nil {
		return err
	}
	if err := w.add("indexes/index.cdx.gz", zip.Store, w.index.Bytes()); err != nil {
		return err
	}
	if err := w.add("pages/pages.jsonl", zip.Deflate, w.pages.Bytes()); err != nil {
		return err
	}
	if err := w.manifest(); err != nil {
		return err
	}
	if err := w.zip.Close(); err != nil {
		return fmt.Errorf("end the WACZ file: %w", err)
	}
	return nil
}

type waczWriter struct {
	to           WACZ
	zip          *zip.Writer
	index, pages bytes.Buffer
	listed       map[string]bool // names of the bodies whose pages are in the list
	files        []waczFile
}

// A waczFile is a file of the package as its manifest names it.
type waczFile struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Hash  string `json:"hash"`
	Bytes int64  `json:"bytes"`
}

// A digester takes note of what is written through it.
type digester struct {
	to   io.Writer
	sum  hash.Hash
	size int64
}

func (d *digester) Write(p []byte) (int, error) {
	n, err := d.to.Write(p)
	d.sum.Write(p[:n])
	d.size += int64(n)
	return n, err
}

// create begins a file of the package; done takes it into the manifest.
func (w *waczWriter) create(name string, method uint16) (d *digester, done func(), err error) {
	entry, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: w.to.At.UTC()})
	if err != nil {
		return nil, nil, fmt.Errorf("begin %s: %w", name, err)
	}
	d = &digester{to: entry, sum: sha256.New()}
	return d, func() {
		sum := "sha256:" + hex.EncodeToString(d.sum.Sum(nil))
		w.files = append(w.files, waczFile{Name: path.Base(name), Path: name, Hash: sum, Bytes: d.size})
	}, nil
}

func (w *waczWriter) add(name string, method uint16, content []byte) error {
	d, done, err := w.create(name, method)
	if err != nil {
		return err
	}
	if _, err := d.Write(content); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	done()
	return nil
}

// archive writes the WARC file, and gathers its index and the list of pages.
func (w *waczWriter) archive(ctx context.Context, get func(context.Context, string) ([]byte, error), captures iter.Seq2[news.Capture, error]) error {
	const name = "data.warc.gz"
	d, done, err := w.create("archive/"+name, zip.Store)
	if err != nil {
		return err
	}
	z := gzip.NewWriter(&w.index)
	warc := WARC{File: d, Name: name, Index: z, Software: w.to.Software, Operator: w.to.Operator, At: w.to.At, Later: w.to.Later}
	w.page(map[string]string{"format": "json-pages-1.0", "id": "pages", "title": "All pages"})
	if err := WriteWARC(ctx, warc, get, w.listing(ctx, captures)); err != nil {
		return err
	}
	done()
	return z.Close()
}

// listing passes captures on and lists those that are pages.
func (w *waczWriter) listing(ctx context.Context, captures iter.Seq2[news.Capture, error]) iter.Seq2[news.Capture, error] {
	return func(yield func(news.Capture, error) bool) {
		for c, err := range captures {
			if err == nil {
				err = w.list(ctx, c)
			}
			if !yield(c, err) {
				return
			}
		}
	}
}

func (w *waczWriter) list(ctx context.Context, c news.Capture) error {
	if c.Body == "" || !c.Outcome.Readable() || w.listed[c.Body] {
		return nil
	}
	w.listed[c.Body] = true
	address := landed(c)
	line := map[string]string{"id": c.Body[:12], "url": address, "ts": landedAt(c).UTC().Format(time.RFC3339)}
	if w.to.Headline != nil {
		title, err := w.to.Headline(ctx, c)
		if err != nil {
			return err
		}
		if title != "" {
			line["title"] = title
		}
	}
	w.page(line)
	return nil
}

func (w *waczWriter) page(line map[string]string) {
	text, _ := json.Marshal(line) // of strings it cannot fail
	w.pages.Write(append(text, '\n'))
}

// manifest writes what the package says of itself, and the digest of that.
func (w *waczWriter) manifest() error {
	at := w.to.At.UTC().Format(time.RFC3339)
	text, err := json.MarshalIndent(map[string]any{
		"profile": "data-package", "wacz_version": waczVersion, "title": w.to.Title, "created": at, "modified": at,
		"software": w.to.Software, "resources": w.files,
	}, "", "  ")
	if err != nil {
		return fmt.Errorf("spell the manifest: %w", err)
	}
	if err := w.add("datapackage.json", zip.Deflate, text); err != nil {
		return err
	}
	digest, err := json.Marshal(map[string]string{"path": "datapackage.json", "hash": sha256Digest(text)})
	if err != nil {
		return fmt.Errorf("spell the manifest's digest: %w", err)
	}
	return w.add("datapackage-digest.json", zip.Deflate, digest)
}
