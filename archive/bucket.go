package archive

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
	"golang.org/x/sync/errgroup"
)

// A Bucket is a place outside the database where frames are kept, one object each. Which kinds of places there are is
// for the program to say: it imports their drivers of gocloud.dev/blob.
type Bucket struct {
	objects *blob.Bucket
	name    string // as a person may see it: without the settings, which may be secret
}

const (
	patience = 20 * time.Second // how long a bucket may take to show that it is there
	atOnce   = 8                // frames of one body that are fetched at a time
)

// OpenBucket opens the place that a URL of gocloud.dev/blob names ("s3://bodies?region=eu-central-1",
// "file:///srv/bodies") and makes sure that it is there. An error is one sentence for a person. Close it when done.
func OpenBucket(ctx context.Context, address string) (*Bucket, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		return nil, fmt.Errorf("“%s” is no address of a bucket: write s3://BUCKET?region=REGION or file:///FOLDER", address)
	}
	if u.Scheme == "file" && !strings.HasPrefix(u.Path, "/") {
		return nil, fmt.Errorf("“%s” names no whole path: write file:///FOLDER, with three slashes", address)
	}
	if !blob.DefaultURLMux().ValidBucketScheme(u.Scheme) {
		return nil, fmt.Errorf("no bucket is at an address that begins with %s://: write s3://BUCKET?region=REGION or file:///FOLDER (gs:// and azblob:// need a program built with -tags clouds)", u.Scheme)
	}
	name := u.Scheme + "://" + u.Host + u.Path
	whole := withDefaults(u).String()
	objects, err := blob.OpenBucket(ctx, whole)
	if err != nil {
		return nil, fmt.Errorf("cannot open the bucket %s: %s", name, strings.TrimPrefix(oneLine(err), "open bucket "+whole+": "))
	}
	b := &Bucket{objects, name}
	if err := b.check(ctx); err != nil {
		return nil, errors.Join(err, objects.Close())
	}
	return b, nil
}

// withDefaults has a folder hold nothing but the frames, each of which appears at once as a whole, and S3 not complain
// about checksums that its server does not give: every body has a better one.
func withDefaults(u *url.URL) *url.URL {
	defaults := map[string]map[string]string{
		"file": {"metadata": "skip", "no_tmp_dir": "true"},
		"s3":   {"response_checksum_validation": "when_required"},
	}
	q := u.Query()
	for name, value := range defaults[u.Scheme] {
		if !q.Has(name) {
			q.Set(name, value)
		}
	}
	set := *u
	set.RawQuery = q.Encode()
	return &set
}

func (b *Bucket) check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	there, err := b.objects.IsAccessible(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("cannot use the bucket %s: %s", b.name, oneLine(err))
	case !there:
		return fmt.Errorf("there is no bucket %s; make it first", b.name)
	}
	return nil
}

// oneLine gives the cause that a service names at the end of its chain of errors, without what led to it.
func oneLine(err error) string {
	text := strings.Join(strings.Fields(err.Error()), " ")
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "it does not answer"
	case strings.Contains(text, "Invalid region"):
		return "its region is not known; write s3://BUCKET?region=REGION"
	case strings.Contains(text, "get credentials"):
		return "there are no credentials for it; give them in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or in ~/.aws"
	}
	for _, before := range []string{"api error ", "request send failed, "} {
		if i := strings.LastIndex(text, before); i >= 0 {
			return text[i+len(before):]
		}
	}
	return text
}

// Close lets go of the bucket.
func (b *Bucket) Close() error { return b.objects.Close() }

// In gives the same archive, but one that keeps new frames in a bucket. Its table still says what there is; data is
// empty where the frame is in the bucket. What is in the database stays there and is read from there.
func (a *Archive) In(b *Bucket) *Archive {
	inside := *a
	inside.bucket = b
	return &inside
}

// key is the name of a frame's object. It names the base too, since two processes that put a body at once may have
// built it on different ones: neither may write over the other's frame, which only one row will describe.
func (f frame) key() string {
	name := f.hash[:2] + "/" + f.hash
	if f.base != "" {
		name += "-" + f.base
	}
	return name
}

// keep writes a frame's data to the bucket and empties it. When it returns without an error the object is whole and as
// durable as the service makes it; one that was broken off is not there at all.
func (b *Bucket) keep(ctx context.Context, f *frame) error {
	err := b.objects.WriteAll(ctx, f.key(), f.data, &blob.WriterOptions{ContentType: "application/zstd"})
	if err != nil {
		return fmt.Errorf("write to the bucket %s: %w", b.name, err)
	}
	f.data = nil
	return nil
}

// fetch fills the frames of a chain whose data is in the bucket.
func (b *Bucket) fetch(ctx context.Context, frames chain) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i := range frames {
		f := &frames[i]
		if len(f.data) > 0 {
			continue
		}
		if b == nil {
			return fmt.Errorf("body %s %w", f.hash, ErrElsewhere)
		}
		group.Go(func() error { return b.fetchOne(ctx, f) })
	}
	return group.Wait()
}

// fetchOne leaves a frame empty that the bucket does not have: decoding tells that it is damaged.
func (b *Bucket) fetchOne(ctx context.Context, f *frame) (err error) {
	f.data, err = b.objects.ReadAll(ctx, f.key())
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read from the bucket %s: %w", b.name, err)
	}
	return nil
}
