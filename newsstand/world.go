package newsstand

import (
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A world is the houses and all that they publish. It writes its articles cycle by cycle, each story once a cycle
// with other names, places and figures, shortly before they are needed, and keeps them.
type world struct {
	seed    int64
	clock   clock
	port    string
	houses  []*house
	scripts map[string][]*script
	pages   pages
	serial  atomic.Uint64 // of requests: furniture differs by it

	mu       sync.Mutex
	cycles   int                 // how many are written
	articles []*article          // by house and publication
	byURL    map[string]*article // key of the house, then path and query
}

const (
	cycleLength = 32 * time.Hour
	longestList = 60
	atTheStart  = 18            // how many articles of the first cycle are published before the clock starts
	ahead       = 2 * time.Hour // so long before it begins a cycle is written

	// What stands there at the start is edited so much sooner, so that who opens the stand soon sees something happen.
	headStart = 30 * time.Minute
)

// newWorld panics when a story is not well written: the tests read them all.
func newWorld(o Options) *world {
	w := &world{
		seed: o.Seed, clock: clock{o.Start.UTC(), o.Pace}, port: o.Port, houses: houses(), byURL: map[string]*article{},
	}
	var err error
	if w.scripts, err = scripts(w.houses); err != nil {
		panic(err)
	}
	w.pages = parsePages()
	return w
}

func (w *world) host(h *house) string {
	if w.port == "" {
		return h.key + ".localhost"
	}
	return net.JoinHostPort(h.key+".localhost", w.port)
}

func (w *world) origin(h *house) string { return "http://" + w.host(h) }

func (w *world) house(key string) *house {
	for _, h := range w.houses {
		if h.key == key {
			return h
		}
	}
	return nil
}

func (w *world) outlets() []Outlet {
	var all []Outlet
	for _, h := range w.houses {
		all = append(all, Outlet{h.name, w.host(h), h.lang, w.origin(h) + "/", w.origin(h) + h.feedPath})
	}
	return all
}

// until writes all cycles that may matter up to the moment.
func (w *world) until(now time.Time) {
	for time.Duration(w.cycles)*cycleLength < w.clock.offset(now)+ahead || w.cycles == 0 {
		w.writeCycle(w.cycles)
		w.cycles++
	}
}

// A draft is a story that a house will publish in a cycle.
type draft struct {
	house   *house
	script  *script
	at      time.Duration
	how     string     // the episode that befalls it, if any
	carries []*draft   // its cuts at other houses
	moments []moment   // once it is planned
	rand    *rand.Rand // of its own, so that one story's fate does not depend on another's
	id      int
}

func (w *world) writeCycle(k int) {
	r := rand.New(rand.NewPCG(mix(w.seed, "cycle", k), 0))
	drafts := w.drafts(k, r)
	schedule(drafts, k, r)
	assign(drafts, r)
	for _, d := range drafts {
		w.publish(d, k, nil)
		then := map[int]time.Duration{}
		for _, m := range d.moments {
			if m.step != nil {
				then[m.step.origin] = m.at
			}
		}
		for _, c := range d.carries {
			c.at = d.at + minutes(c.rand, 15, 70)
			w.publish(c, k, then)
		}
	}
	slices.SortStableFunc(w.articles, func(a, b *article) int { return a.published.Compare(b.published) })
}

// drafts fills every script for this cycle, in an order of the cycle's own; early ones come first.
func (w *world) drafts(k int, r *rand.Rand) []*draft {
	var all []*draft
	for i, h := range w.houses {
		for j, s := range w.scripts[h.key] {
			words := s.fill(int(mix(w.seed, s.name)%97) + k)
			d := w.draft(h, s.filled(words), k, 10*j)
			for n, c := range s.carries {
				carrier := w.draft(w.house(c.house), s.cut(c, h.name).filled(words), k, 500+100*i+10*j+n)
				d.carries = append(d.carries, carrier)
			}
			all = append(all, d)
		}
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	early := func(d *draft) bool { return d.script.early }
	return slices.Concat(only(all, early), only(all, func(d *draft) bool { return !early(d) }))
}

func only(all []*draft, keep func(*draft) bool) []*draft {
	return slices.DeleteFunc(slices.Clone(all), func(d *draft) bool { return !keep(d) })
}

func (w *world) draft(h *house, s *script, k, place int) *draft {
	id := 1_000_000 + int(mix(0, h.key)%800)*10_000 + k*1000 + place
	return &draft{house: h, script: s, id: id, rand: rand.New(rand.NewPCG(mix(w.seed, h.key, s.name, k), 1))}
}

// schedule spreads the drafts over the cycle. In the first one some stand there already when the clock starts.
func schedule(drafts []*draft, k int, r *rand.Rand) {
	first := 0
	if k == 0 {
		first = min(atTheStart, len(drafts))
		for i, d := range drafts[:first] {
			d.at = -minutes(r, 4+6*i, 20+12*i)
		}
	}
	slot := cycleLength / time.Duration(len(drafts)-first+1)
	for i, d := range drafts[first:] {
		d.at = time.Duration(k)*cycleLength + time.Duration(i)*slot + time.Duration(r.Int64N(int64(slot)))
	}
}

// assign deals out the episodes, each to another article of the first half of the cycle.
func assign(drafts []*draft, r *rand.Rand) {
	deck := []string{
		"403", "captcha", "consent", "soft 404", "404", "410", "home", "time-out", "truncated", "500", "503",
		"403", "captcha", "consent", "truncated", "404",
	}
	free := only(drafts[:len(drafts)*6/10], func(d *draft) bool { return len(d.carries) == 0 })
	r.Shuffle(len(free), func(i, j int) { free[i], free[j] = free[j], free[i] })
	for i := range min(len(deck), len(free)) {
		free[i].how = deck[i]
	}
}

func (w *world) publish(d *draft, k int, then map[int]time.Duration) {
	from := d.at
	if from < 0 {
		from = -headStart
	}
	d.moments = plan(d.rand, d.script, from, then, d.how)
	if k > 0 && len(d.script.carries) == 0 && then == nil && d.rand.IntN(4) == 0 {
		d.moments = slices.DeleteFunc(d.moments, func(m moment) bool { return m.how == "" }) // some news stays as it was
	}
	wr := writer{
		clock: w.clock, origin: w.origin(d.house), article: &article{house: d.house, id: d.id}, touched: map[string][]int{},
	}
	if err := wr.write(d.script, d.moments, d.at); err != nil {
		panic(err)
	}
	if d.house.comments {
		wr.discuss(d.rand, remarks[d.house.lang[:2]], max(d.at, 0))
		wr.tellComments()
	}
	w.articles = append(w.articles, wr.article)
	for _, s := range wr.article.states {
		w.byURL[d.house.key+s.path] = wr.article
	}
}

// find gives the article that has, had or will have this URL.
func (w *world) find(h *house, path string) *article {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.byURL[h.key+path]
}

// standing gives the house's articles that are published and not gone, newest first, and not more than a feed, a
// sitemap or a home page may need.
func (w *world) standing(h *house, now time.Time) []*article {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.until(now)
	var all []*article
	for _, a := range slices.Backward(w.articles) {
		if len(all) == longestList {
			break
		}
		if a.house == h && !a.published.After(now) && !a.gone(now) {
			all = append(all, a)
		}
	}
	return all
}

func (w *world) truth(until time.Time) []Edit {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.until(until)
	var all []Edit
	for _, a := range w.articles {
		all = append(all, a.truth...)
	}
	for _, h := range w.houses {
		if h.redesigned != "" {
			home := w.origin(h) + "/"
			all = append(all, Edit{URL: home, Article: home, Time: w.clock.at(h.redesign), Kind: Redesign, Outlet: h.name})
		}
	}
	all = slices.DeleteFunc(all, func(e Edit) bool { return e.Time.After(until) })
	for i := range all {
		if all[i].Until.After(until) {
			all[i].Until = time.Time{}
		}
	}
	sortEdits(all)
	return all
}

// houseOf finds the house that a Host header means.
func (w *world) houseOf(host string) *house {
	name, _, _ := strings.Cut(strings.ToLower(host), ".")
	return w.house(name)
}
