package store

import (
	"cmp"
	"fmt"
)

// A place is where an item stands in the list of the latest: by time, at one time changes before events, then by id.
// The cursor of a page is the place of its last item.
type place struct {
	at    int64 // microseconds
	event bool
	id    int64
}

func (p place) isStart() bool { return p == place{} }

// placeOf gives where the filter's list has the item: by when it was seen or, of confirmed ones only, when that was.
func (f Filter) placeOf(item Item) place {
	at := item.At
	if f.Confirmed {
		at = item.Told
	}
	if item.Change != nil {
		return place{at: micros(at), id: item.Change.ID}
	}
	return place{at: micros(at), event: true, id: item.Event.ID}
}

// compare is below 0 when p comes first in the list, which begins with the newest.
func (p place) compare(o place) int {
	byStream := 0
	switch {
	case !p.event && o.event:
		byStream = -1
	case p.event && !o.event:
		byStream = 1
	}
	return cmp.Or(cmp.Compare(o.at, p.at), byStream, cmp.Compare(o.id, p.id))
}

// below gives what (time, id) must be smaller than for a row of the table to come after p. Ids begin with 1.
func (p place) below(table string) (int64, int64) {
	switch event := table == "event"; {
	case event == p.event:
		return p.at, p.id
	case event: // p is a change: events of the same moment are still to come
		return p.at + 1, 0
	default: // p is an event: all changes of its moment have been
		return p.at, 0
	}
}

// String gives the place as a cursor.
func (p place) String() string {
	stream := 'c'
	if p.event {
		stream = 'e'
	}
	return fmt.Sprintf("%d.%c.%d", p.at, stream, p.id)
}

// parsePlace reads a cursor; "" is the start.
func parsePlace(cursor string) (place, error) {
	if cursor == "" {
		return place{}, nil
	}
	var p place
	var stream rune
	if _, err := fmt.Sscanf(cursor, "%d.%c.%d", &p.at, &stream, &p.id); err != nil || (stream != 'c' && stream != 'e') {
		return place{}, fmt.Errorf("“%s”: %w", cursor, ErrCursor)
	}
	p.event = stream == 'e'
	if p.String() != cursor {
		return place{}, fmt.Errorf("“%s”: %w", cursor, ErrCursor)
	}
	return p, nil
}
