package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/news"
)

// extractCmd reads saved pages.
type extractCmd struct {
	URL   string `placeholder:"URL" help:"Where the page came from: its links and site name are read against it."`
	Batch string `placeholder:"LIST" help:"Read every page of a list: a JSON object {\"id\", \"file\", \"url\"} a line; files are found from the list's folder. Prints one line each."`
	File  string `arg:"" optional:"" help:"Page, also .gz; - is standard input."`
}

// Run prints what the page or the pages hold.
func (c *extractCmd) Run(s *session) error {
	switch {
	case c.Batch != "" && c.File == "":
		return extractBatch(s, c.Batch)
	case c.Batch == "" && c.File != "":
		body, err := readPage(s, c.File)
		if err != nil {
			return err
		}
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(documentLine{Document: complete(extract.Read(s, extract.Page{Body: body, URL: c.URL}))}.filled())
	default:
		return misuse("give either one FILE (or - for standard input) or --batch LIST")
	}
}

// A documentLine is a Document as JSON, with what follows from its blocks spelt out.
type documentLine struct {
	ID string `json:"id,omitempty"`
	news.Document
	Text     string   `json:"text"`
	Captions []string `json:"captions"`
	Error    string   `json:"error,omitempty"` // why the file could not be read
}

func (l documentLine) filled() documentLine {
	l.Text, l.Captions = l.Document.Text(), l.Document.Captions()
	return l
}

// complete gives a document whose lists are [] rather than null in JSON.
func complete(d news.Document) news.Document {
	if d.Authors == nil {
		d.Authors = []string{}
	}
	if d.Blocks == nil {
		d.Blocks = []news.Block{}
	}
	if d.Notices == nil {
		d.Notices = []string{}
	}
	if d.Comments == nil {
		d.Comments = []news.Comment{}
	}
	return d
}

// extractBatch prints one line for each of the list's, in its order. A file that cannot be read is a line too, with
// the outcome error.
func extractBatch(s *session, list string) error {
	f, err := os.Open(list)
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", list, reason(err))
	}
	defer f.Close()
	out := bufio.NewWriter(s.out)
	defer out.Flush()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var item struct{ ID, File, URL string }
		if err := json.Unmarshal(lines.Bytes(), &item); err != nil {
			return fmt.Errorf("line %d of %s is not a JSON object with id, file and url: %w", n, list, err)
		}
		if !filepath.IsAbs(item.File) {
			item.File = filepath.Join(filepath.Dir(list), item.File)
		}
		if err := enc.Encode(extractItem(s, item.ID, item.File, item.URL)); err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read %s: %w", list, err)
	}
	return out.Flush()
}

func extractItem(s *session, id, file, url string) documentLine {
	line := documentLine{ID: id}
	body, err := readPage(s, file)
	if err != nil {
		line.Document, line.Error = complete(news.Document{Outcome: news.Failed, Edition: extract.Edition}), err.Error()
		return line.filled()
	}
	line.Document = complete(extract.Read(s, extract.Page{Body: body, URL: url}))
	return line.filled()
}

// readPage reads a file, or standard input for "-", and undoes gzip.
func readPage(s *session, name string) ([]byte, error) {
	read := func() ([]byte, error) { return os.ReadFile(name) }
	if name == "-" {
		read = func() ([]byte, error) { return io.ReadAll(s.in) }
	}
	body, err := read()
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", name, reason(err))
	}
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("cannot unpack %s: %w", name, err)
	}
	if body, err = io.ReadAll(z); err != nil {
		return nil, fmt.Errorf("cannot unpack %s: %w", name, err)
	}
	return body, nil
}
