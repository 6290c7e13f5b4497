package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// An asked says how a look was asked for, as a capture keeps it: nearly all looks share all of their header but what
// makes them conditional.
type asked struct {
	form       sql.NullInt64 // row of request; null where nothing is known
	conditions string        // JSON; empty for none
}

// request keeps the header of a request, given as JSON or empty.
func (t *Tx) request(ctx context.Context, header string) (asked, error) {
	if header == "" {
		return asked{}, nil
	}
	shared, conditions := http.Header{}, http.Header{}
	if err := json.Unmarshal([]byte(clean(header)), &shared); err != nil {
		return asked{}, fmt.Errorf("read the header of the request: %w", err)
	}
	for name, values := range shared {
		if strings.HasPrefix(name, "If-") {
			conditions[name] = values
			delete(shared, name)
		}
	}
	text, err := json.Marshal(shared)
	if err != nil {
		return asked{}, fmt.Errorf("write the header of the request: %w", err)
	}
	a := asked{}
	if len(conditions) > 0 {
		own, err := json.Marshal(conditions)
		if err != nil {
			return asked{}, fmt.Errorf("write the conditions of the request: %w", err)
		}
		a.conditions = string(own)
	}
	hash := sha256.Sum256(text)
	id, err := t.q.RequestByHash(ctx, hash[:])
	if errors.Is(err, sql.ErrNoRows) {
		id, err = t.q.PutRequest(ctx, db.PutRequestParams{Hash: hash[:], Header: string(text)})
	}
	a.form = orNull(id)
	return a, found(err, "keep the header of the request")
}

// KeepRequest keeps with what header, as JSON, a look at an article was asked for, if that is not known yet.
func (t *Tx) KeepRequest(ctx context.Context, articleID int64, url string, at time.Time, header string) error {
	a, err := t.request(ctx, header)
	if err != nil {
		return err
	}
	_, err = t.q.CaptureAsked(ctx, db.CaptureAskedParams{
		ArticleID: articleID, Url: clean(url), At: micros(at), RequestID: a.form, Conditions: a.conditions,
	})
	return found(err, "keep how %s was asked for", url)
}

// forms are the rows of request that were met, by their ids.
type forms map[int64]string

// requestOf gives the header of a request as it was, as JSON; "" where none is kept.
func (q Queries) requestOf(ctx context.Context, met forms, a asked) (string, error) {
	if !a.form.Valid {
		return "", nil
	}
	form, known := met[a.form.Int64]
	if !known {
		var err error
		if form, err = q.q.RequestHeader(ctx, a.form.Int64); err != nil {
			return "", found(err, "header %d of requests", a.form.Int64)
		}
		met[a.form.Int64] = form
	}
	return joinRequest(form, a.conditions)
}

// withRequests gives captures with their Requests.
func (q Queries) withRequests(ctx context.Context, met forms, rows []db.Capture) ([]news.Capture, error) {
	all := captures(rows)
	for i, row := range rows {
		whole, err := q.requestOf(ctx, met, asked{row.RequestID, row.Conditions})
		if err != nil {
			return nil, fmt.Errorf("how capture %d was asked for: %w", row.ID, err)
		}
		all[i].Request = whole
	}
	return all, nil
}

// joinRequest makes one header of two, all of them JSON.
func joinRequest(form, conditions string) (string, error) {
	if conditions == "" {
		return form, nil
	}
	header := http.Header{}
	for _, part := range []string{form, conditions} {
		if err := json.Unmarshal([]byte(part), &header); err != nil {
			return "", fmt.Errorf("read %q: %w", part, err)
		}
	}
	whole, err := json.Marshal(header)
	return string(whole), err
}
