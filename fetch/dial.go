package fetch

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// newTransport makes the transport. There is no proxy, since behind one the guard would see only the proxy's address.
func newTransport(o Options) *http.Transport {
	t := &http.Transport{
		DialContext:            o.Dial,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    o.Connect,
		ResponseHeaderTimeout:  o.Headers,
		MaxResponseHeaderBytes: 256 << 10,
		MaxIdleConns:           500,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        30 * time.Second,
		DisableCompression:     true, // undone here, under the limit
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
	}
	if o.Dial == nil {
		t.DialContext = dialer(o)
	}
	return t
}

// dialer connects to public addresses only. The guard sits behind the name look-up and looks at the very address that
// is connected to, so a name that changes its address between two look-ups gains nothing.
func dialer(o Options) func(ctx context.Context, network, address string) (net.Conn, error) {
	d := &net.Dialer{Timeout: o.Connect, Control: guard(o), Resolver: o.Resolver}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, port, err := net.SplitHostPort(address)
		if err == nil && isLocalName(host) {
			address = net.JoinHostPort("127.0.0.1", port) // RFC 6761: these names are never looked up
		}
		return d.DialContext(ctx, network, address)
	}
}

func isLocalName(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// mayLead says whether a redirect may lead to a URL as far as the URL itself tells: an address that is not public or a
// port that is not allowed would be refused there, and must not become where a page is looked at.
func (o Options) mayLead(target string) bool {
	u, err := url.Parse(target)
	if err != nil || o.Dial != nil {
		return err == nil
	}
	at, port := "8.8.8.8", u.Port() // stands for whatever a name is looked up to, which is guarded then
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		at = u.Hostname()
	} else if isLocalName(u.Hostname()) {
		at = "127.0.0.1"
	}
	if port == "" {
		port = "80"
	}
	network := "tcp4"
	if strings.Contains(at, ":") {
		network = "tcp6"
	}
	return guard(o)(network, net.JoinHostPort(at, port), nil) == nil
}

// guard refuses every address that is not public, and ports that are not allowed.
func guard(o Options) func(network, address string, conn syscall.RawConn) error {
	ports := []uint16{80, 443}
	for _, p := range o.Ports {
		ports = append(ports, uint16(p))
	}
	public := ssrf.New(ssrf.WithPorts(ports...))
	return func(network, address string, conn syscall.RawConn) error {
		if at, err := netip.ParseAddrPort(address); err == nil && o.AllowLoopback && at.Addr().IsLoopback() {
			return nil
		}
		return public.Safe(network, address, conn)
	}
}
