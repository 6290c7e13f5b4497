package archive

import (
	"bytes"
	"crypto/md5"  //nolint:gosec // named by files that others wrote; nothing is trusted on its word
	"crypto/sha1" //nolint:gosec // likewise
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// checkDigest says in words that a block is not what its labelled digest ("sha1:ABC…") was made of; "" when it is,
// and for a digest that is missing or of a kind that is not known.
func checkDigest(labelled string, block []byte) string {
	label, digest, _ := strings.Cut(labelled, ":")
	var sum []byte
	switch strings.ToLower(label) {
	case "sha1":
		s := sha1.Sum(block) //nolint:gosec // see above
		sum = s[:]
	case "sha256", "sha-256":
		s := sha256.Sum256(block)
		sum = s[:]
	case "md5":
		s := md5.Sum(block) //nolint:gosec // see above
		sum = s[:]
	default:
		return ""
	}
	if spells(digest, sum) {
		return ""
	}
	return "does not match its digest " + labelled
}

// spells says whether a digest stands for a sum, in any of the alphabets that writers use.
func spells(digest string, sum []byte) bool {
	trimmed := strings.TrimRight(digest, "=")
	if strings.EqualFold(trimmed, base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum)) ||
		strings.EqualFold(digest, hex.EncodeToString(sum)) {
		return true
	}
	for _, alphabet := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if b, err := alphabet.DecodeString(trimmed); err == nil && bytes.Equal(b, sum) {
			return true
		}
	}
	return false
}

// sha256Digest labels the digest of a text as this package writes it.
func sha256Digest(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}
