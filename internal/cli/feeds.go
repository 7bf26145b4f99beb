package cli

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/internal/ingest/feed"
	"github.com/hearsay-news/hearsay/internal/ingest/fetch"
	"github.com/hearsay-news/hearsay/internal/ingest/opml"
	"github.com/hearsay-news/hearsay/internal/store"
)

func feedsCommand(s Streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "feeds",
		Short: "Name the feeds that the collection follows",
		Long: `Feeds keeps the list of feeds that hearsay watch follows: RSS, Atom and JSON
Feed.

` + exitCodes,
		Example: `  hearsay feeds add https://www.example.com/news
  hearsay feeds list`,
		DisableFlagsInUseLine: true,
		Args:                  noSuchCommand,
		RunE:                  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(feedsAddCommand(s), feedsListCommand(s), feedsRemoveCommand(s), feedsImportCommand(s), feedsExportCommand(s))
	return c
}

func feedsAddCommand(s Streams) *cobra.Command {
	var o storeFlag
	var web webFlags
	c := &cobra.Command{
		Use:   "add URL...",
		Short: "Follow feeds",
		Long: `Add looks at each address and follows the feed there. The address of a page will
do where the page names one feed; where it names several, they are listed.

` + exitCodes,
		Example:               "  hearsay feeds add https://www.example.com/news",
		DisableFlagsInUseLine: true,
		Args:                  someArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if err := web.check(); err != nil {
				return err
			}
			return o.use(c.Context(), true, func(st store.Store, _ string) error {
				return addFeeds(c.Context(), st, newWeb(web.web), args, s)
			})
		},
	}
	o.add(c.Flags())
	web.add(c.Flags())
	return c
}

func addFeeds(ctx context.Context, st store.Store, w *web, urls []string, s Streams) error {
	bad := false
	for _, url := range urls {
		f, err := w.find(ctx, url)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			bad = true
			fmt.Fprintln(s.Err, complaint(url, err))
			continue
		}
		if err := addFeed(ctx, st, f, s.Out); err != nil {
			return err
		}
	}
	if bad {
		return errIncomplete
	}
	return nil
}

// addFeed keeps a feed and says so.
func addFeed(ctx context.Context, st store.Store, f store.Feed, out io.Writer) error {
	f.Added = time.Now().UTC().Truncate(time.Second)
	fresh, err := st.AddFeed(ctx, f)
	if err != nil {
		return err
	}
	what := map[bool]string{true: "now followed", false: "followed already"}[fresh]
	_, err = fmt.Fprintf(out, "%s: %s\n", nameOf(f), what)
	return err
}

// nameOf is a feed in one line.
func nameOf(f store.Feed) string {
	if f.Title == "" {
		return export.Clean(f.URL)
	}
	return export.Clean(f.Title + " (" + f.URL + ")")
}

// find is the feed at an address, or the one that the page there names.
func (w *web) find(ctx context.Context, url string) (store.Feed, error) {
	f, at, err := w.look(ctx, url)
	if n, ok := errors.AsType[*feed.NotFeed](err); ok && len(n.Announced) == 1 {
		f, at, err = w.look(ctx, n.Announced[0])
	}
	if f == nil {
		return store.Feed{}, err
	}
	return store.Feed{URL: at, Title: f.Title}, nil
}

// look reads a feed, and says at which address it is to be followed: the one
// that was given, since where it leads to may change.
func (w *web) look(ctx context.Context, url string) (*feed.Feed, string, error) {
	url = feedAddress(url)
	if !isURL(url) {
		return nil, url, article.Refuse(article.Unreachable, "it is no address of the web; begin it with https:// or http://")
	}
	src, _, err := w.client.OpenIf(ctx, url, fetch.Validators{})
	if err != nil {
		return nil, url, err
	}
	f, err := parseFeed(src, closing(src))
	return f, url, err
}

// feedAddress is an address as feeds are known by it.
func feedAddress(url string) string {
	if u := ingest.WebAddress(nil, url); u != nil {
		return u.String()
	}
	return url
}

func feedsListCommand(s Streams) *cobra.Command {
	var o storeFlag
	var asJSON bool
	c := &cobra.Command{
		Use:                   "list",
		Short:                 "Show the feeds that are followed, and how that goes",
		Long:                  "List shows the feeds that are followed: when each was looked at, what came from\nit, and what went wrong.\n\n" + exitCodes,
		Example:               "  hearsay feeds list\n  hearsay feeds list --json",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				feeds, err := st.Feeds(c.Context())
				if err != nil {
					return err
				}
				w := bufio.NewWriter(s.Out)
				for _, f := range feeds {
					if asJSON {
						err = errors.Join(err, writeFeed(w, f))
					} else {
						showFeed(w, f, time.Now(), display(s.Out).Color)
					}
				}
				if len(feeds) == 0 && !asJSON {
					fmt.Fprintln(w, "No feed is followed; name one with hearsay feeds add.")
				}
				return errors.Join(err, w.Flush())
			})
		},
	}
	o.add(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON, a feed a line")
	return c
}

func writeFeed(out io.Writer, f store.Feed) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(map[string]any{
		"url": f.URL, "title": f.Title, "added": moment(f.Added), "checked": moment(f.Checked), "next": moment(f.Next),
		"every_seconds": int(f.Every / time.Second), "articles": f.Articles, "failures": f.Failures, "fault": f.Fault,
	})
}

func showFeed(out io.Writer, f store.Feed, now time.Time, color bool) {
	fmt.Fprintf(out, "%s\n", bold(export.Clean(cmp.Or(f.Title, f.URL)), color))
	fmt.Fprintf(out, "  %s\n", export.Clean(f.URL))
	if f.Checked.IsZero() {
		fmt.Fprintln(out, "  not looked at yet")
		return
	}
	fmt.Fprintf(out, "  %s · looked at %s, next %s\n", export.Count(f.Articles, "article"), clock(f.Checked, now), clock(f.Next, now))
	if f.Failures > 0 {
		fmt.Fprintf(out, "  failed %s: %s\n", export.Count(f.Failures, "time"), export.Clean(f.Fault))
	}
}

func feedsRemoveCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:                   "remove URL...",
		Short:                 "Stop following feeds",
		Long:                  "Remove stops following feeds. The articles that came from them stay.\n\n" + exitCodes,
		Example:               "  hearsay feeds remove https://www.example.com/news/feed.xml",
		DisableFlagsInUseLine: true,
		Args:                  someArgs,
		RunE: func(c *cobra.Command, args []string) error {
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				return removeAll(args, "feed", s, func(url string) error { return st.RemoveFeed(c.Context(), feedAddress(url)) })
			})
		},
	}
	o.add(c.Flags())
	return c
}

func feedsImportCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:   "import FILE | -",
		Short: "Follow the feeds of an OPML file",
		Long: `Import follows all feeds that an OPML file lists, as other programs that read
feeds write it. It does not look at them; hearsay watch does.

` + exitCodes,
		Example:               "  hearsay feeds import papers.opml",
		DisableFlagsInUseLine: true,
		Args:                  oneArg,
		RunE: func(c *cobra.Command, args []string) error {
			list, fault := readOPML(args[0], s.In)
			if len(list) == 0 && fault == nil {
				fault = errors.New("it lists no feed with an address of the web; export the list again")
			}
			if len(list) == 0 && fault != nil {
				return errors.New(strings.TrimPrefix(complaint(args[0], fault), "hearsay: "))
			}
			return o.use(c.Context(), true, func(st store.Store, _ string) error {
				for _, l := range list {
					if err := addFeed(c.Context(), st, store.Feed{URL: l.URL, Title: l.Title}, s.Out); err != nil {
						return err
					}
				}
				if fault != nil {
					fmt.Fprintln(s.Err, complaint(args[0], fault))
					return errIncomplete
				}
				return nil
			})
		},
	}
	o.add(c.Flags())
	return c
}

func readOPML(name string, stdin io.Reader) ([]opml.Outline, error) {
	if name == "-" {
		return opml.Read(stdin)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, openError(name, err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, errors.New("it is a folder; name a file in it")
	}
	return opml.Read(f)
}

func feedsExportCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:                   "export",
		Short:                 "Write the feeds as OPML",
		Long:                  "Export writes the feeds that are followed as OPML, for other programs and other\ncollections.\n\n" + exitCodes,
		Example:               "  hearsay feeds export > papers.opml",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				feeds, err := st.Feeds(c.Context())
				if err != nil {
					return err
				}
				var list []opml.Outline
				for _, f := range feeds {
					list = append(list, opml.Outline{Title: f.Title, URL: f.URL})
				}
				return opml.Write(s.Out, "Feeds of Hearsay", list)
			})
		},
	}
	o.add(c.Flags())
	return c
}
