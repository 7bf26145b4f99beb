package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/link"
	"github.com/hearsay-news/hearsay/internal/store"
)

func storiesCommand(s Streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "stories",
		Short: "Show the stories of the collection, and put right what belongs together",
		Long: `Stories keeps which articles of the collection tell of one event, with the ladder
from the reports of each to its independent origins. What you merge or split stays
so for articles to come.

A story is named by its id, such as s12, or by an article in it, by id or URL. An
article that nothing else tells of is in no story.

` + exitCodes,
		Example: `  hearsay stories list --sort independent
  hearsay stories show s12
  hearsay stories merge s12 s40`,
		DisableFlagsInUseLine: true,
		Args:                  noSuchCommand,
		RunE:                  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(storiesListCommand(s), storiesShowCommand(s), storiesMergeCommand(s), storiesSplitCommand(s))
	return c
}

// storiesList are the flags of stories list.
type storiesList struct {
	storeFlag
	after, before, sort string
	limit               int
	asJSON              bool
}

func storiesListCommand(s Streams) *cobra.Command {
	var o storiesList
	c := &cobra.Command{
		Use:   "list [WORD]...",
		Short: "List stories, the newest first",
		Long: `List shows stories, all or those with some words in their title or among the names
that most of their articles have, with the ladder of each: how many articles report
it, how many distinct texts these are, how many of the texts have material of their
own, and how many independent origins stand behind them.

` + exitCodes,
		Example:               "  hearsay stories list\n  hearsay stories list --sort largest --after 2026-03-01 petrov",
		DisableFlagsInUseLine: true,
		RunE:                  func(c *cobra.Command, args []string) error { return o.run(c.Context(), strings.Join(args, " "), s) },
	}
	f := c.Flags()
	o.add(f)
	f.StringVar(&o.after, "after", "", "with articles of this `day` or later")
	f.StringVar(&o.before, "before", "", "with articles before this `day`")
	f.StringVar(&o.sort, "sort", string(store.Newest), "`order`: "+join(store.StorySorts))
	f.IntVarP(&o.limit, "limit", "n", 20, "at most so `many`")
	f.BoolVar(&o.asJSON, "json", false, "as JSON, a story a line")
	return c
}

// query is what the flags ask for.
func (o *storiesList) query(words string) (q store.StoryQuery, err error) {
	q = store.StoryQuery{Words: words, Sort: store.StorySort(o.sort), Size: o.limit}
	switch {
	case !slices.Contains(store.StorySorts, q.Sort):
		return q, usage("--sort %s: choose from %s", o.sort, join(store.StorySorts))
	case o.limit < 1 || o.limit > mostFound:
		return q, usage("--limit %d: give a number from 1 to %d", o.limit, mostFound)
	case words != "" && strings.IndexFunc(words, store.IsWord) < 0:
		return q, usage("%s: there is no word to look for here", words)
	}
	for _, f := range []struct {
		name, value string
		to          *time.Time
	}{{"after", o.after, &q.After}, {"before", o.before, &q.Before}} {
		if f.value == "" {
			continue
		}
		if *f.to, err = time.Parse(time.DateOnly, f.value); err != nil {
			return q, usage("--%s %s: give a day as 2026-03-01", f.name, f.value)
		}
	}
	return q, nil
}

func (o *storiesList) run(ctx context.Context, words string, s Streams) error {
	q, err := o.query(words)
	if err != nil {
		return err
	}
	return o.use(ctx, false, func(st store.Store, _ string) error {
		list, err := st.Stories(ctx, q)
		if err != nil {
			return err
		}
		if err := writeStories(s.Out, list, o.asJSON); err != nil {
			return err
		}
		left, err := st.CountUnlinked(ctx, store.Notes{})
		if err == nil && left > 0 {
			fmt.Fprintf(s.Err, "hearsay: of %s it is not known yet to which story they belong; hearsay link works that out\n", count(left, "article"))
		}
		return err
	})
}

func writeStories(out io.Writer, list []store.Story, asJSON bool) error {
	w := bufio.NewWriter(out)
	if len(list) == 0 && !asJSON {
		fmt.Fprintln(w, "There is no such story here.")
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range list {
		if !asJSON {
			fmt.Fprintln(w, storyLine(&list[i]))
			continue
		}
		if err := enc.Encode(storyJSON(&list[i])); err != nil {
			return err
		}
	}
	return w.Flush()
}

// storyLine is a story in a line.
func storyLine(x *store.Story) string {
	parts := []string{fmt.Sprintf("%s → %s → %d own → %s", count(x.Reports, "report"), count(x.Texts, "text"), x.Own, count(x.Origins, "origin"))}
	if days := storyDays(x); days != "" {
		parts = append(parts, days)
	}
	return fmt.Sprintf("%-8s %s", storyID(x.ID), strings.Join(append(parts, export.Clean(x.Title)), " · "))
}

// storyDays are the days of a story; "" where none is known.
func storyDays(x *store.Story) string {
	first, last := x.First.Format(time.DateOnly), x.Last.Format(time.DateOnly)
	switch {
	case x.First.IsZero():
		return ""
	case first == last:
		return first
	}
	return first + " to " + last
}

func storyJSON(x *store.Story) any {
	return map[string]any{
		"id": storyID(x.ID), "title": x.Title, "terms": append([]string{}, x.Terms...), "first": moment(x.First), "last": moment(x.Last), "linked": moment(x.Linked),
		"reports": x.Reports, "traced": x.Traced, "texts": x.Texts, "own": x.Own, "origins": x.Origins,
	}
}

func storyID(id int64) string { return fmt.Sprintf("s%d", id) }

// storyOf is the story that a user means by its id or by an article in it.
func storyOf(ctx context.Context, st store.Store, ref string) (*store.Story, error) {
	if id, ok := store.ParseStoryID(ref); ok {
		x, err := st.Story(ctx, id)
		if err != nil {
			err = fmt.Errorf("%s: %w; see hearsay stories list", ref, err)
		}
		return x, err
	}
	x, err := st.StoryOf(ctx, ref)
	if !errors.Is(err, store.ErrNotFound) {
		return x, err
	}
	if _, err := st.Get(ctx, ref); err != nil {
		return nil, fmt.Errorf("%s: %w", ref, err)
	}
	return nil, fmt.Errorf("%s: it is in no story: nothing else here tells of the same, or hearsay link has not been run", ref)
}

func storiesShowCommand(s Streams) *cobra.Command {
	var o storyShow
	c := &cobra.Command{
		Use:   "show ID | ARTICLE",
		Short: "Show where a story comes from: who has it from whom, and how many origins it has",
		Long: `Show traces the articles of a story: which are copies, rewrites and reports of their
own, who credits whom, and which quotations were altered; see hearsay trace. What
articles have from others that are not of the story is not shown; hearsay trace
ARTICLE shows that, too.

The formats:

` + traceFormats() + `
` + exitCodes,
		Example:               "  hearsay stories show s12\n  hearsay stories show --to html --output story.html https://www.example.com/story",
		DisableFlagsInUseLine: true,
		Args:                  oneArg,
		RunE:                  func(c *cobra.Command, args []string) error { return o.run(c.Context(), args[0], s) },
	}
	o.storeFlag.add(c.Flags())
	o.showing.add(c.Flags())
	return c
}

// storyShow are the flags of stories show.
type storyShow struct {
	storeFlag
	showing
}

func (o *storyShow) run(ctx context.Context, ref string, s Streams) error {
	if err := o.check(s.Out); err != nil {
		return err
	}
	place, err := o.place()
	if err != nil {
		return err
	}
	out, finish, err := openOutput(o.output, s.Out, []string{place})
	if err != nil {
		return err
	}
	return finish(o.use(ctx, false, func(st store.Store, _ string) error {
		x, err := storyOf(ctx, st, ref)
		if err != nil {
			return err
		}
		t, err := link.Trace(ctx, st, x.ID, o.passage)
		if err != nil {
			return err
		}
		return o.write(out, t, false)
	}))
}

func storiesMergeCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:   "merge ID | ARTICLE...",
		Short: "Say that stories are one",
		Long: `Merge makes one story of several: the first, of which the others become part. What
is named by an article that is in no story yet joins them alone.

` + exitCodes,
		Example:               "  hearsay stories merge s12 s40\n  hearsay stories merge s12 https://www.example.com/story",
		DisableFlagsInUseLine: true,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usage("merge: name two or more; see %s --help", c.CommandPath())
			}
			return o.use(c.Context(), false, func(st store.Store, _ string) error { return mergeStories(c.Context(), st, args, s.Out) })
		},
	}
	o.add(c.Flags())
	return c
}

func mergeStories(ctx context.Context, st store.Store, refs []string, out io.Writer) error {
	articles := slices.Clone(refs)
	for i, ref := range refs {
		if _, ok := store.ParseStoryID(ref); !ok {
			continue
		}
		x, err := storyOf(ctx, st, ref)
		if err != nil {
			return err
		}
		members, err := st.Members(ctx, x.ID)
		if err != nil || len(members) == 0 {
			return fmt.Errorf("%s: %w", ref, errors.Join(err, store.ErrNotFound))
		}
		articles[i] = members[0]
	}
	if err := st.JoinStories(ctx, articles); err != nil {
		return err
	}
	x, err := st.StoryOf(ctx, articles[0])
	if err == nil {
		articles, err = st.Members(ctx, x.ID)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return tellStories(ctx, st, articles, out)
}

// tellStories links articles, each with its story, and says in a line each how these
// stand.
func tellStories(ctx context.Context, st store.Store, articles []string, out io.Writer) error {
	var ids []string
	for _, ref := range articles {
		r, err := st.Get(ctx, ref)
		if err != nil {
			return err
		}
		ids = append(ids, r.Article.ID)
	}
	if err := link.Articles(ctx, st, ids); err != nil {
		return err
	}
	told := map[int64]bool{}
	for _, id := range ids {
		x, err := st.StoryOf(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			fmt.Fprintf(out, "%s: in no story\n", export.Clean(id))
			continue
		}
		if err != nil {
			return err
		}
		if !told[x.ID] {
			fmt.Fprintln(out, storyLine(x))
		}
		told[x.ID] = true
	}
	return nil
}

func storiesSplitCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:   "split ID ARTICLE...",
		Short: "Say that articles are not of a story",
		Long: `Split takes articles out of a story, named by id or URL, and makes them a story of
their own.

` + exitCodes,
		Example:               "  hearsay stories split s12 https://www.example.com/story",
		DisableFlagsInUseLine: true,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usage("split: name a story and articles in it; see %s --help", c.CommandPath())
			}
			return o.use(c.Context(), false, func(st store.Store, _ string) error { return splitStory(c.Context(), st, args, s.Out) })
		},
	}
	o.add(c.Flags())
	return c
}

func splitStory(ctx context.Context, st store.Store, args []string, out io.Writer) error {
	x, err := storyOf(ctx, st, args[0])
	if err != nil {
		return err
	}
	members, err := st.Members(ctx, x.ID)
	if err != nil {
		return err
	}
	err = st.PartStory(ctx, x.ID, args[1:])
	switch {
	case errors.Is(err, store.ErrNotMember):
		return fmt.Errorf("%w; hearsay stories show %s tells what is", err, storyID(x.ID))
	case errors.Is(err, store.ErrNoneLeft):
		return fmt.Errorf("%s: %w; name those alone that do not belong there", storyID(x.ID), err)
	case err != nil:
		return err
	}
	return tellStories(ctx, st, members, out)
}
