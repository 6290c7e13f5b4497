package newsstand

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// An Authority signs the certificates of a simulated web. Who trusts it (its PEM) finds all hosts in order but those whose
// names begin with one of [TLSTricks]: "expired.localhost".
type Authority struct {
	key   *ecdsa.PrivateKey
	cert  *x509.Certificate
	plain *tls.Config
	by    map[string]*tls.Config // by trick
}

// TLSTricks lists the ways in which a server's encryption may be wrong; a look at each fails.
func TLSTricks() []string {
	return []string{"expired", "not-yet-valid", "wrong-name", "self-signed", "unknown-authority", "not-for-servers", "old-version"}
}

// NewAuthority makes an authority whose certificates are valid for a day.
func NewAuthority() (*Authority, error) {
	a, err := authority("Newsstand")
	if err != nil {
		return nil, err
	}
	stranger, err := authority("Stranger")
	if err != nil {
		return nil, err
	}
	now, day := time.Now(), 24*time.Hour
	usual := certificate{from: now.Add(-day), until: now.Add(day), host: "*.localhost", use: x509.ExtKeyUsageServerAuth}
	wrong := map[string]certificate{}
	for _, name := range TLSTricks() {
		c := usual
		c.host = name + ".localhost"
		wrong[name] = c
	}
	change := func(name string, how func(*certificate)) {
		c := wrong[name]
		how(&c)
		wrong[name] = c
	}
	change("expired", func(c *certificate) { c.from, c.until = now.Add(-2*day), now.Add(-day) })
	change("not-yet-valid", func(c *certificate) { c.from, c.until = now.Add(day), now.Add(2*day) })
	change("wrong-name", func(c *certificate) { c.host = "right-name.localhost" })
	change("not-for-servers", func(c *certificate) { c.use = x509.ExtKeyUsageClientAuth })
	for name, c := range wrong {
		signer := a
		switch name {
		case "self-signed":
			signer = nil
		case "unknown-authority":
			signer = stranger
		}
		if a.by[name], err = c.config(signer); err != nil {
			return nil, fmt.Errorf("make the certificate %s: %w", name, err)
		}
	}
	a.by["old-version"].MinVersion, a.by["old-version"].MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	if a.plain, err = usual.config(a, "h2", "http/1.1"); err != nil {
		return nil, fmt.Errorf("make the usual certificate: %w", err)
	}
	return a, nil
}

// PEM gives the authority's own certificate, as files of trusted ones hold them.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// Config is that of a server which plays the tricks, and is in order for every other name below localhost.
func (a *Authority) Config() *tls.Config {
	return &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		name, _, _ := strings.Cut(hello.ServerName, ".")
		if config := a.by[name]; config != nil {
			return config, nil
		}
		return a.plain, nil
	}}
}

func authority(name string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().Add(24 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("sign the authority %s: %w", name, err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read back the authority %s: %w", name, err)
	}
	return &Authority{key: key, cert: cert, by: map[string]*tls.Config{}}, nil
}

// A certificate is what one says of a host.
type certificate struct {
	from, until time.Time
	host        string
	use         x509.ExtKeyUsage
}

// config makes the certificate, signed by an authority or, without one, by itself.
func (c certificate) config(by *Authority, protocols ...string) (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: c.host}, DNSNames: []string{c.host},
		NotBefore: c.from, NotAfter: c.until, ExtKeyUsage: []x509.ExtKeyUsage{c.use},
	}
	parent, signer := template, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, NextProtos: protocols}, nil
}
