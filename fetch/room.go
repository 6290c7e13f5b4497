package fetch

import (
	"context"
	"io"
	"time"

	"golang.org/x/sync/semaphore"
)

const (
	smallBody  = 256 << 10 // what a body takes at most without asking for room
	middleBody = 1 << 20   // and in the first of the two rooms
	stepBody   = 512 << 10 // in such pieces it is read then
	roomWait   = 20 * time.Second
)

// A room bounds what all larger bodies together take of memory, of which many Gets may read one at the same moment. Small
// bodies are not counted, so that nobody who sends large ones can keep them waiting; large ones pass from the middle room
// into a narrower one, and wait only for those further on than themselves, so that all come through.
type room struct{ middle, large *semaphore.Weighted }

// middles is how many bodies the middle room takes.
const middles = 16

// newRoom makes one that holds two bodies of the largest size at least.
func newRoom(size, largest int64) *room {
	return &room{semaphore.NewWeighted(middles), semaphore.NewWeighted(max(size/max(largest, 1), 2))}
}

// A share is what one body has of the room.
type share struct {
	room          *room
	limit         *limit
	middle, large bool
}

// release gives it back; once is enough, and more does no harm.
func (s *share) release() {
	if s.large {
		s.room.large.Release(1)
	}
	if s.middle {
		s.room.middle.Release(1)
	}
	s.large, s.middle = false, false
}

// enter waits for room for a body that has that many bytes already. Meanwhile the time for the request stands still.
func (s *share) enter(ctx context.Context, size int) error {
	door, inside := s.room.middle, &s.middle
	if size >= middleBody {
		door, inside = s.room.large, &s.large
	}
	if *inside {
		return nil
	}
	if !door.TryAcquire(1) {
		s.limit.pause()
		defer s.limit.resume()
		ctx, stop := context.WithTimeoutCause(ctx, roomWait, errRoom)
		defer stop()
		if door.Acquire(ctx, 1) != nil {
			return context.Cause(ctx)
		}
	}
	*inside = true
	return nil
}

// A limit of time that can be stopped for a while. A nil one limits nothing.
type limit struct {
	timer *time.Timer
	since time.Time
	left  time.Duration
}

func newLimit(d time.Duration, over func()) *limit {
	return &limit{timer: time.AfterFunc(d, over), since: time.Now(), left: d}
}

func (l *limit) pause() {
	if l != nil && l.timer.Stop() {
		l.left -= time.Since(l.since)
	}
}

func (l *limit) resume() {
	if l != nil {
		l.since = time.Now()
		l.timer.Reset(l.left)
	}
}

// readAll reads up to most bytes, in pieces that are joined in the end: what proves to be too large never takes more
// than one piece beyond that.
func (s *share) readAll(ctx context.Context, r io.Reader, most int64) ([]byte, error) {
	r = io.LimitReader(r, most)
	first, err := io.ReadAll(io.LimitReader(r, min(smallBody, most)))
	if err != nil || int64(len(first)) < min(smallBody, most) {
		return first, err
	}
	pieces, size := [][]byte{first}, len(first)
	for {
		if err := s.enter(ctx, size); err != nil {
			return nil, err
		}
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
