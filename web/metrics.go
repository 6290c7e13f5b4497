package web

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/stemma-news/stemma/store"
)

// meter holds what is measured, in a registry of its own.
type meter struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

func newMeter(db *store.DB) *meter {
	m := &meter{registry: prometheus.NewRegistry()}
	m.requests = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "stemma_web_request_seconds", Help: "Time to answer a request, by route.",
		Buckets: []float64{.001, .0025, .005, .01, .02, .05, .1, .25, 1, 5},
	}, []string{"route"})
	m.registry.MustRegister(m.requests, &counts{db: db}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *meter) took(route string, d time.Duration) {
	m.requests.WithLabelValues(route).Observe(d.Seconds())
}

func (s *server) metrics(w http.ResponseWriter, r *http.Request) error {
	promhttp.HandlerFor(s.meter.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}).ServeHTTP(w, r)
	return nil
}

// counts tells what the database holds, counted when it is asked.
type counts struct{ db *store.DB }

var (
	thingsDesc   = prometheus.NewDesc("stemma_things", "How many there are, by kind.", []string{"kind"}, nil)
	capturesDesc = prometheus.NewDesc("stemma_captures", "Looks at articles, by outcome.", []string{"outcome"}, nil)
	dueDesc      = prometheus.NewDesc("stemma_due", "Feeds and articles that are due for a look.", nil, nil)
	lateDesc     = prometheus.NewDesc("stemma_late_seconds", "How long the longest due has been waiting.", nil, nil)
	restingDesc  = prometheus.NewDesc("stemma_hosts_resting", "Hosts that are left alone because they failed again and again.", nil, nil)
	alarmDesc    = prometheus.NewDesc("stemma_alarm", "1 while something is wrong with an outlet, by kind.", []string{"outlet", "kind"}, nil)
)

// Describe implements [prometheus.Collector].
func (c *counts) Describe(out chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{thingsDesc, capturesDesc, dueDesc, lateDesc, restingDesc, alarmDesc} {
		out <- desc
	}
}

// countTime is how long counting may take before a scrape goes on without it.
const countTime = 10 * time.Second

// Collect implements [prometheus.Collector].
func (c *counts) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), countTime)
	defer cancel()
	n, err := c.db.Counts(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(thingsDesc, err)
		return
	}
	gauge := func(desc *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	for kind, count := range map[string]int{
		"outlets": n.Outlets, "feeds": n.Feeds, "articles": n.Articles,
		"versions": n.Versions, "changes": n.Changes, "events": n.Events,
	} {
		gauge(thingsDesc, float64(count), kind)
	}
	for outcome, count := range n.Captures {
		gauge(capturesDesc, float64(count), string(outcome))
	}
	gauge(dueDesc, float64(n.Due))
	late := 0.0
	if !n.OldestDue.IsZero() {
		late = max(time.Since(n.OldestDue).Seconds(), 0)
	}
	gauge(lateDesc, late)
	resting, err := c.db.RestingHosts(ctx, time.Now())
	if err != nil {
		out <- prometheus.NewInvalidMetric(restingDesc, err)
		return
	}
	gauge(restingDesc, float64(len(resting)))
	alarms, err := c.db.LastingKinds(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(alarmDesc, err)
		return
	}
	for _, a := range alarms {
		gauge(alarmDesc, 1, a.Outlet, string(a.Kind))
	}
}
