package newsstand

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"testing"
)

// Dialer serves the stand without a network and gives the function by which a client's transport reaches it, whatever
// the address. It works in a synctest bubble. The server ends with the test; the client must drop its idle connections
// before.
func (s *Stand) Dialer(tb testing.TB) func(ctx context.Context, network, address string) (net.Conn, error) {
	tb.Helper()
	return Dialer(tb, s)
}

// Dialer is [Stand.Dialer] for any handler.
func Dialer(tb testing.TB, h http.Handler) func(ctx context.Context, network, address string) (net.Conn, error) {
	tb.Helper()
	return dialer(tb, h, func(l net.Listener) net.Listener { return l })
}

// TLSDialer is [Dialer] for a server that is spoken to in TLS only.
func TLSDialer(tb testing.TB, h http.Handler, config *tls.Config) func(ctx context.Context, network, address string) (net.Conn, error) {
	tb.Helper()
	return dialer(tb, h, func(l net.Listener) net.Listener { return tls.NewListener(l, config) })
}

func dialer(tb testing.TB, h http.Handler, over func(net.Listener) net.Listener) func(context.Context, string, string) (net.Conn, error) {
	tb.Helper()
	listener := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: h}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(over(listener)) }()
	tb.Cleanup(func() {
		server.Close() // which closes the listener, and gives no error of its own
		if err := <-ended; err != http.ErrServerClosed {
			tb.Errorf("serve the newsstand: %v", err)
		}
	})
	return listener.dial
}

// A pipeListener accepts the far ends of the pipes that it dials.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case l.conns <- far:
		return near, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept gives the next connection.
func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close ends the listening. The server calls it once.
func (l *pipeListener) Close() error {
	close(l.closed)
	return nil
}

// Addr gives a name for an address that there is not.
func (l *pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "newsstand", Net: "pipe"} }
