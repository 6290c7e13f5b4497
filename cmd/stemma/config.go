package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/alecthomas/kong"
)

// Config is everything that a person can set; its help texts are the manual. Every flag can also be given as an
// environment variable: --listen as STEMMA_LISTEN.
type Config struct {
	Demo      demoCmd      `cmd:"" help:"Try everything at once, over a simulated web, with no network."`
	Serve     serveCmd     `cmd:"" help:"Watch the news and serve the pages, in one process."`
	Work      workCmd      `cmd:"" help:"Only watch; any number of these may share one PostgreSQL."`
	Web       webCmd       `cmd:"" help:"Only serve the pages; any number of these may share one PostgreSQL."`
	Add       addCmd       `cmd:"" help:"Watch a feed, a site, a sitemap, an article, or all feeds of an OPML file."`
	Outlet    outletCmd    `cmd:"" help:"List the outlets, or show one and set which of its links are taken."`
	Hide      hideCmd      `cmd:"" help:"Take an article off all pages, with a reason that is told, or show it again."`
	Check     checkCmd     `cmd:"" help:"Look at an article now, once, and print what came of it."`
	Import    importCmd    `cmd:"" help:"Take the pages of WARC, WACZ or ARC files as captures at their own dates."`
	Export    exportCmd    `cmd:"" help:"Write captures, versions or changes as JSON lines, or the pages themselves as WARC or WACZ."`
	Verify    verifyCmd    `cmd:"" help:"Read everything that is kept once more, and name what is damaged or missing."`
	Reread    rereadCmd    `cmd:"" help:"Read what was kept again, and make the histories anew."`
	Extract   extractCmd   `cmd:"" help:"Read a saved page and print what is in it, as JSON."`
	Diff      diffCmd      `cmd:"" help:"Say what changed between two saved pages or texts."`
	Newsstand newsstandCmd `cmd:"" help:"Serve only the simulated web, for trying anything else against it."`
	Version   versionCmd   `cmd:"" help:"Print the version."`

	Verbose bool `short:"v" help:"Log what is being done, not only what failed."`
}

// storage says where everything is kept.
type storage struct {
	Data     string `default:"stemma-data" placeholder:"DIR" help:"Folder of the SQLite database; made if missing (${default})."`
	Database string `placeholder:"URL" help:"postgres://… to use PostgreSQL instead of SQLite in the data folder."`
	Archive  string `placeholder:"URL" help:"Keep new raw bodies in object storage instead of the database: s3://BUCKET?region=REGION (credentials as usual, in AWS_… or ~/.aws), or file:///FOLDER. Those in the database stay and are read there."`
}

// manners say how the watcher behaves towards the sites that it asks.
type manners struct {
	Operator      contact       `placeholder:"URL" help:"Page or mailto: of whoever runs this, sent to every site in the User-Agent."`
	HostPace      time.Duration `default:"2s" help:"Shortest time between two requests to one host (${default}); a slow host is asked more slowly by itself, 0s asks all of them without a pause."`
	Pace          float64       `default:"1" placeholder:"N" help:"Shrink all other intervals N times, for a simulated web whose clock runs that much faster (${default})."`
	AllowLoopback bool          `help:"Also ask addresses on this machine, on any port. Only for trying against a simulated web."`
}

// outside says how others reach us.
type outside struct {
	Address publicAddress `placeholder:"URL" help:"Public address of the pages, such as https://stemma.example: links in feeds begin with it, and hubs that feeds offer (WebSub) are asked to call there."`
}

// A publicAddress is a base URL without a slash at its end, or empty.
type publicAddress string

// UnmarshalText refuses what is no address; kong calls it.
func (a *publicAddress) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("“%s” is not a whole address such as https://stemma.example", text)
	}
	if strings.Trim(u.Path, "/") != "" {
		return fmt.Errorf("“%s” has a path, and the pages need a host of their own, such as https://stemma.example", text)
	}
	*a = publicAddress(strings.TrimRight(string(text), "/"))
	return nil
}

// A contact says who runs this: a page, a mail address or a name. It is sent in the header of every request.
type contact string

// UnmarshalText refuses what cannot stand in a header; kong calls it.
func (c *contact) UnmarshalText(text []byte) error {
	if strings.ContainsFunc(string(text), unicode.IsControl) {
		return fmt.Errorf("%q is more than one line; write a page such as https://you.example/about, or mailto:you@example", text)
	}
	*c = contact(text)
	return nil
}

// Validate refuses intervals that make no sense; kong calls it.
func (m manners) Validate() error {
	if m.HostPace < 0 {
		return errors.New("--host-pace must not be below 0")
	}
	return checkPace(m.Pace)
}

// checkPace refuses what is no pace.
func checkPace(pace float64) error {
	if !(pace > 0) || math.IsInf(pace, 1) { // so that NaN is refused too
		return misuse("--pace must be above 0, and not %v", pace)
	}
	return nil
}

// session is what every command gets.
type session struct {
	context.Context
	streams
	log *slog.Logger
}

// within is the session with another context, which ends sooner.
func (s *session) within(ctx context.Context) *session {
	return &session{Context: ctx, streams: s.streams, log: s.log}
}

// A usageError is the person's mistake, not the program's: exit status 2.
type usageError struct{ error }

func misuse(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run is the whole program: it parses the arguments, runs the command and gives the exit status.
func run(ctx context.Context, args []string, s streams) (status int) {
	var config Config
	exited := -1
	parser, err := kong.New(&config,
		kong.Name("stemma"),
		kong.Description("Stemma watches the news, keeps every version of every article, and shows what changed.\n\n"+
			"Try it:\n\n  stemma demo\n\nFor real:\n\n  stemma serve --operator https://you.example/about --add https://a-newspaper.example/"),
		kong.DefaultEnvars("STEMMA"),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(s.out, s.err),
		kong.Exit(func(code int) { exited = code }),
	)
	if err != nil {
		fmt.Fprintln(s.err, "stemma:", err)
		return 1
	}
	command, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help has been printed
	}
	if err != nil {
		fmt.Fprintf(s.err, "stemma: %v; see stemma --help\n", err)
		return 2
	}
	level := slog.LevelWarn
	if config.Verbose {
		level = slog.LevelInfo
	}
	log := slog.New(newCalm(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: level})))
	out := &printout{Writer: s.out}
	s.out = out
	err = command.Run(&session{Context: ctx, streams: s, log: log})
	if unwritten := out.err(); err == nil && unwritten != nil {
		err = fmt.Errorf("cannot write what was found: %w", reason(unwritten))
	}
	if err == nil {
		return 0
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	s.complain(err.Error())
	if _, ok := errors.AsType[usageError](err); ok {
		return 2
	}
	return 1
}
