package fetch

import (
	"context"
	"io"

	"golang.org/x/sync/semaphore"
)

const (
	smallBody = 256 << 10 // what a body takes at most without asking for room
	stepBody  = 512 << 10 // and in which steps it asks then
)

// A room bounds what all large bodies together take of memory, at most of which are read at the same moment by many
// Gets. Small ones are not counted, so that nobody who sends large ones can keep them waiting.
type room struct{ left *semaphore.Weighted }

// newRoom makes one that holds two bodies of the largest size at least.
func newRoom(size, largest int64) *room {
	return &room{semaphore.NewWeighted(max(size, 2*(largest+stepBody)))}
}

// A share is what one body has of the room.
type share struct {
	room *room
	held int64
}

// release gives it back; once is enough, and more does no harm.
func (s *share) release() {
	s.room.left.Release(s.held)
	s.held = 0
}

// readAll reads up to most bytes, in pieces that are joined in the end: what proves to be too large never takes more
// than one piece beyond that. It waits for room until ctx ends.
func (s *share) readAll(ctx context.Context, r io.Reader, most int64) ([]byte, error) {
	r = io.LimitReader(r, most)
	first, err := io.ReadAll(io.LimitReader(r, min(smallBody, most)))
	if err != nil || int64(len(first)) < min(smallBody, most) {
		return first, err
	}
	pieces, size := [][]byte{first}, len(first)
	for {
		if err := s.room.left.Acquire(ctx, stepBody); err != nil {
			return nil, err
		}
		s.held += stepBody
		piece := make([]byte, stepBody)
		n, err := fill(r, piece)
		pieces, size = append(pieces, piece[:n]), size+n
		if err == io.EOF {
			return join(pieces, size), nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// fill reads until the piece is full or there is an error, which is given as it is: io.ReadFull would give a body that
// is cut short and one that ends in order the same error.
func fill(r io.Reader, piece []byte) (n int, err error) {
	for n < len(piece) && err == nil {
		var m int
		m, err = r.Read(piece[n:])
		n += m
	}
	return n, err
}

// join makes one body of its pieces, letting go of each once it is copied.
func join(pieces [][]byte, size int) []byte {
	body := make([]byte, 0, size)
	for i, piece := range pieces {
		body = append(body, piece...)
		pieces[i] = nil
	}
	return body
}
