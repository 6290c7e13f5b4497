package web

import (
	"net/http"
	"strings"
)

// timemap lists all mementos of an address, as links or as JSON.
func (s *server) timemap(w http.ResponseWriter, r *http.Request) error {
	form := r.PathValue("form")
	if form != "link" && form != "json" {
		return wrong("A time map can be had as /timemap/link/… or as /timemap/json/…")
	}
	m, err := s.mementos(r)
	if err != nil {
		return err
	}
	if err := shareOf(r.Context()).widen(r.Context(), int64(len(m.looks))*mementoTakes); err != nil {
		return err
	}
	if form == "json" {
		return sendJSON(w, r, http.StatusOK, "application/json", m.timemap())
	}
	w.Header().Set("Content-Type", "application/link-format")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	var text strings.Builder
	for i, l := range m.timemapLinks() {
		if i > 0 {
			text.WriteString(",\n")
		}
		text.WriteString(l.String())
	}
	text.WriteString("\n")
	return send(w, r, http.StatusOK, []byte(text.String()))
}

// mementoTakes is about how many bytes making a time map takes for each look.
const mementoTakes = 1500

func (m mementos) timemapLinks() []relation {
	last := len(m.looks) - 1
	all := []relation{
		{m.url, `rel="original"`},
		{
			m.timemapURL("link"), `rel="self"; type="application/link-format"; from="` + httpTime(m.looks[0].At) +
				`"; until="` + httpTime(m.looks[last].At) + `"`,
		},
		{m.timegateURL(), `rel="timegate"`},
	}
	for i := range m.looks {
		names := ""
		if i == 0 {
			names = "first "
		}
		if i == last {
			names += "last "
		}
		all = append(all, m.memento(i, names))
	}
	return all
}

// A timemapJSON is a time map in the form that Memento aggregators give.
type timemapJSON struct {
	Original string            `json:"original_uri"`
	TimeGate string            `json:"timegate_uri"`
	TimeMap  map[string]string `json:"timemap_uri"`
	Mementos struct {
		First mementoJSON   `json:"first"`
		Last  mementoJSON   `json:"last"`
		List  []mementoJSON `json:"list"`
	} `json:"mementos"`
}

type mementoJSON struct {
	Time string `json:"datetime"` // RFC 3339
	URI  string `json:"uri"`
}

func (m mementos) timemap() timemapJSON {
	t := timemapJSON{
		Original: m.url, TimeGate: m.timegateURL(),
		TimeMap: map[string]string{"link_format": m.timemapURL("link"), "json_format": m.timemapURL("json")},
	}
	for i, look := range m.looks {
		t.Mementos.List = append(t.Mementos.List, mementoJSON{look.At.UTC().Format("2006-01-02T15:04:05Z"), m.rawURL(i)})
	}
	t.Mementos.First, t.Mementos.Last = t.Mementos.List[0], t.Mementos.List[len(m.looks)-1]
	return t
}
