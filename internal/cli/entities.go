package cli

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// entityKinds are the kinds that the registry has.
var entityKinds = []record.EntityKind{record.Person, record.Organisation, record.Outlet}

func entitiesCommand(s Streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "entities",
		Short: "Show who is named in the collection, and put right who is who",
		Long: `Entities keeps the people, organisations and outlets that the collection names.
What articles call by the same full name is taken for the same; nothing else is,
until you say so. What you merge or split stays so for articles to come.

An entity is named by its id, such as e12, or by a name that it alone has.

` + exitCodes,
		Example: `  hearsay entities list petrov
  hearsay entities merge "Ana Petrov" e40`,
		DisableFlagsInUseLine: true,
		Args:                  noSuchCommand,
		RunE:                  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(entitiesListCommand(s), entitiesShowCommand(s), entitiesMergeCommand(s), entitiesSplitCommand(s), entitiesRenameCommand(s),
		entitiesSuggestCommand(s))
	return c
}

func entitiesListCommand(s Streams) *cobra.Command {
	var o storeFlag
	var kind string
	var limit int
	var asJSON bool
	c := &cobra.Command{
		Use:                   "list [NAME]",
		Short:                 "List entities, those with most statements first",
		Long:                  "List shows entities, all or those with a name: how many articles name them and\nhow many statements they make.\n\n" + exitCodes,
		Example:               "  hearsay entities list\n  hearsay entities list --kind organisation ministry",
		DisableFlagsInUseLine: true,
		RunE: func(c *cobra.Command, args []string) error {
			k := record.EntityKind(kind)
			switch {
			case k != "" && !slices.Contains(entityKinds, k):
				return usage("--kind %s: choose from %s", kind, join(entityKinds))
			case limit < 1 || limit > mostFound:
				return usage("--limit %d: give a number from 1 to %d", limit, mostFound)
			}
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				list, err := st.Entities(c.Context(), store.EntityQuery{Name: strings.Join(args, " "), Kind: k, Size: limit})
				if err != nil {
					return err
				}
				return writeEntities(s.Out, list, asJSON)
			})
		},
	}
	f := c.Flags()
	o.add(f)
	f.StringVar(&kind, "kind", "", "only of this `kind`: "+join(entityKinds))
	f.IntVarP(&limit, "limit", "n", 20, "at most so `many`")
	f.BoolVar(&asJSON, "json", false, "as JSON, an entity a line")
	return c
}

func writeEntities(out io.Writer, list []store.Entity, asJSON bool) error {
	w := bufio.NewWriter(out)
	if len(list) == 0 && !asJSON {
		fmt.Fprintln(w, "Nobody is called so here.")
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, e := range list {
		if !asJSON {
			fmt.Fprintf(w, "%-8s %-13s %s · %s · %s\n", idOf(e.ID), e.Kind, export.Clean(e.Name), count(e.Said, "statement"), count(e.Articles, "article"))
			continue
		}
		line := map[string]any{"id": idOf(e.ID), "kind": e.Kind, "name": e.Name, "articles": e.Articles, "statements": e.Said}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return w.Flush()
}

func idOf(id int64) string { return fmt.Sprintf("e%d", id) }

// entityOf is the entity that a user means by an id or a name.
func entityOf(ctx context.Context, st store.Store, ref string) (*store.Entity, error) {
	if id, ok := store.ParseID(ref); ok {
		e, err := st.Entity(ctx, id)
		if err != nil {
			err = fmt.Errorf("%s: %w", ref, err)
		}
		return e, err
	}
	list, err := named(ctx, st, ref)
	switch {
	case err != nil:
		return nil, err
	case len(list) == 0:
		return nil, fmt.Errorf("%s: nobody is called so; see hearsay entities list", ref)
	case len(list) == 1:
		return &list[0], nil
	}
	var ids []string
	for _, e := range list[:min(len(list), 5)] {
		ids = append(ids, fmt.Sprintf("%s (%s, %s)", idOf(e.ID), e.Name, e.Kind))
	}
	return nil, fmt.Errorf("%s: which one is meant? name it by its id: %s", ref, strings.Join(ids, ", "))
}

// mostNamed is how many entities with some words in their names are looked at.
const mostNamed = 1000

// named are the entities that have a name, or where there are none, those with
// its words in a name.
func named(ctx context.Context, st store.Store, name string) (list []store.Entity, err error) {
	if strings.IndexFunc(name, store.IsWord) < 0 {
		return nil, nil
	}
	found, err := st.Entities(ctx, store.EntityQuery{Name: name, Size: mostNamed})
	if err != nil {
		return nil, err
	}
	for _, e := range found {
		whole, err := st.Entity(ctx, e.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue // taken away meanwhile
		}
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(whole.Names, func(n store.EntityName) bool { return store.Fold(n.Name) == store.Fold(name) }) {
			list = append(list, *whole)
		}
		if len(found) == 1 {
			return []store.Entity{*whole}, nil
		}
	}
	if len(list) == 0 {
		return found, nil
	}
	return list, nil
}

func entitiesShowCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:   "show ID | NAME",
		Short: "Show an entity: its names, its roles, where it is named",
		Long: `Show tells under which names an entity goes, and why; which roles articles give
it; and which outlets name it. Roles, short names and outlets are those of the
200 newest articles.

` + exitCodes,
		Example:               "  hearsay entities show e12",
		DisableFlagsInUseLine: true,
		Args:                  oneArg,
		RunE: func(c *cobra.Command, args []string) error {
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				e, err := entityOf(c.Context(), st, args[0])
				if err != nil {
					return err
				}
				p, err := portrayed(c.Context(), st, e)
				if err != nil {
					return err
				}
				return p.show(s.Out)
			})
		},
	}
	o.add(c.Flags())
	return c
}

// portrait is what articles say of an entity: how many of them each.
type portrait struct {
	*store.Entity
	short, roles, outlets map[string]int
}

// mostLooked is how many articles are opened for a portrait.
const mostLooked = 200

func portrayed(ctx context.Context, st store.Store, e *store.Entity) (*portrait, error) {
	p := &portrait{e, map[string]int{}, map[string]int{}, map[string]int{}}
	n := 0
	for a, err := range st.Appearances(ctx, e.ID, 0) {
		if err != nil {
			return nil, err
		}
		for _, s := range a.Local.Aliases {
			p.short[s]++
		}
		for _, s := range a.Local.Roles {
			p.roles[s]++
		}
		if o := cmp.Or(a.Record.Article.Outlet.Name, a.Record.Article.Outlet.Domain); o != "" {
			p.outlets[o]++
		}
		if n++; n == mostLooked {
			break
		}
	}
	return p, nil
}

// mostNames is how many of each kind a portrait shows.
const mostNames = 12

func (p *portrait) show(out io.Writer) error {
	w := bufio.NewWriter(out)
	d := display(out)
	fmt.Fprintf(w, "%s  %s\n", bold(export.Clean(p.Name), d.Color), quiet(idOf(p.ID)+", "+string(p.Kind), d.Color))
	line := func(what, value string) {
		for i, l := range export.Wrap(export.Clean(value), max(30, d.Width-15)) {
			fmt.Fprintf(w, "  %-12s %s\n", map[bool]string{true: what}[i == 0], l)
		}
	}
	line("named", fmt.Sprintf("in %s, with %s", count(p.Articles, "article"), count(p.Said, "statement")))
	for i, n := range p.Names {
		line(map[bool]string{true: "names"}[i == 0], nameLine(n))
	}
	for _, part := range []struct {
		what string
		of   map[string]int
	}{{"short", p.short}, {"roles", p.roles}, {"outlets", p.outlets}} {
		if len(part.of) > 0 {
			line(part.what, mostOf(part.of))
		}
	}
	line("statements", "hearsay search speaker:"+idOf(p.ID))
	return w.Flush()
}

// nameLine is a name and why it is here.
func nameLine(n store.EntityName) string {
	why := "the same name"
	switch {
	case !n.Merged.IsZero():
		why = "merged by hand " + n.Merged.Format(time.DateOnly)
	case !n.Split.IsZero():
		why = "split off by hand " + n.Split.Format(time.DateOnly)
	}
	return fmt.Sprintf("%s · %s, %s", n.Name, count(n.Articles, "article"), why) + map[bool]string{true: " (" + idOf(n.ID) + ")"}[!n.Merged.IsZero()]
}

// mostOf are the most frequent of some names.
func mostOf(names map[string]int) string {
	list := slices.SortedFunc(maps.Keys(names), func(a, b string) int { return cmp.Or(names[b]-names[a], strings.Compare(a, b)) })
	more := ""
	if len(list) > mostNames {
		list, more = list[:mostNames], ", …"
	}
	for i, n := range list {
		list[i] = fmt.Sprintf("%s %d", n, names[n])
	}
	return strings.Join(list, ", ") + more
}

func entitiesMergeCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:   "merge ID ID...",
		Short: "Say that entities are one",
		Long: `Merge makes one entity of several: the first, of which the others become names.
Articles to come that use any of the names count for it too.

` + exitCodes,
		Example:               "  hearsay entities merge e12 e40\n  hearsay entities merge \"Ana Petrov\" \"A. Petrov\"",
		DisableFlagsInUseLine: true,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usage("merge: name two or more; see %s --help", c.CommandPath())
			}
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				var ids []int64
				for _, ref := range args {
					e, err := entityOf(c.Context(), st, ref)
					if err != nil {
						return err
					}
					ids = append(ids, e.ID)
				}
				if err := st.Merge(c.Context(), ids[0], ids[1:]); err != nil {
					return err
				}
				return tellEntity(c.Context(), st, ids[0], s.Out)
			})
		},
	}
	o.add(c.Flags())
	return c
}

// tellEntity says in a line how an entity stands.
func tellEntity(ctx context.Context, st store.Store, id int64, out io.Writer) error {
	e, err := st.Entity(ctx, id)
	if err != nil {
		return err
	}
	var names []string
	for _, n := range e.Names {
		names = append(names, n.Name)
	}
	_, err = fmt.Fprintf(out, "%s: %s · %s · %s\n", idOf(e.ID), export.Clean(strings.Join(names, ", ")), count(e.Said, "statement"), count(e.Articles, "article"))
	return err
}

func entitiesSplitCommand(s Streams) *cobra.Command {
	var o storeFlag
	var articles []string
	var as string
	c := &cobra.Command{
		Use:   "split ID",
		Short: "Say that an entity is two",
		Long: `Split takes a name, named by its id, out of the entity that it was merged into,
that name alone.
With --article it makes an entity of its own of whom these articles mean: people
may have the same name.

` + exitCodes,
		Example: `  hearsay entities split e40
  hearsay entities split "John Smith" --article https://www.example.com/story --as "John Smith (bishop)"`,
		DisableFlagsInUseLine: true,
		Args:                  oneArg,
		RunE: func(c *cobra.Command, args []string) error {
			if (as == "") != (len(articles) == 0) {
				return usage("split: --article and --as go together: which articles, and what to call whom they mean")
			}
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				return split(c.Context(), st, args[0], articles, as, s.Out)
			})
		},
	}
	f := c.Flags()
	o.add(f)
	f.StringArrayVar(&articles, "article", nil, "an `article` that means another, by its id or URL; may be given several times")
	f.StringVar(&as, "as", "", "what to `call` whom the articles mean")
	return c
}

func split(ctx context.Context, st store.Store, ref string, articles []string, as string, out io.Writer) error {
	if len(articles) > 0 {
		e, err := entityOf(ctx, st, ref)
		if err != nil {
			return err
		}
		id, err := st.SplitArticles(ctx, e.ID, articles, as)
		if errors.Is(err, store.ErrNotNamed) {
			return fmt.Errorf("%w; hearsay show tells whom it names", err)
		}
		if err != nil {
			return err
		}
		return tellEntity(ctx, st, id, out)
	}
	id, ok := store.ParseID(ref)
	if !ok {
		return usage("split %s: name what to take out by its id; hearsay entities show tells it", ref)
	}
	err := st.SplitName(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%s: it was not merged into another; to split articles that mean another, name them with --article", ref)
	}
	if err != nil {
		return err
	}
	return tellEntity(ctx, st, id, out)
}

func entitiesRenameCommand(s Streams) *cobra.Command {
	var o storeFlag
	c := &cobra.Command{
		Use:                   "rename ID NAME",
		Short:                 "Call an entity by another name",
		Long:                  "Rename gives an entity the name by which the collection shows it.\n\n" + exitCodes,
		Example:               "  hearsay entities rename e12 \"Ana Petrov (minister)\"",
		DisableFlagsInUseLine: true,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 2 || strings.TrimSpace(args[1]) == "" {
				return usage("rename: name the entity and its new name; see %s --help", c.CommandPath())
			}
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				e, err := entityOf(c.Context(), st, args[0])
				if err != nil {
					return err
				}
				if err := st.Rename(c.Context(), e.ID, strings.TrimSpace(args[1])); err != nil {
					return err
				}
				return tellEntity(c.Context(), st, e.ID, s.Out)
			})
		},
	}
	o.add(c.Flags())
	return c
}

func entitiesSuggestCommand(s Streams) *cobra.Command {
	var o storeFlag
	var limit int
	c := &cobra.Command{
		Use:   "suggest",
		Short: "Suggest which names may be one entity",
		Long: `Suggest lists people that may be the same, and why it may be so: a surname that
nearly always belongs to one of them, or names that differ in an initial. Nothing
is merged; each line is the command that would do it.

` + exitCodes,
		Example:               "  hearsay entities suggest",
		DisableFlagsInUseLine: true,
		Args:                  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if limit < 1 || limit > mostFound {
				return usage("--limit %d: give a number from 1 to %d", limit, mostFound)
			}
			return o.use(c.Context(), false, func(st store.Store, _ string) error {
				people, err := st.Entities(c.Context(), store.EntityQuery{Kind: record.Person, Size: mostCompared})
				if err != nil {
					return err
				}
				return writeSuggestions(s.Out, store.Suggest(people), limit)
			})
		},
	}
	o.add(c.Flags())
	c.Flags().IntVarP(&limit, "limit", "n", 20, "at most so `many`")
	return c
}

// mostCompared is how many people are compared: those with most statements.
const mostCompared = 50_000

func writeSuggestions(out io.Writer, list []store.Suggestion, limit int) error {
	w := bufio.NewWriter(out)
	if len(list) == 0 {
		fmt.Fprintln(w, "There is nothing to suggest.")
	}
	for _, s := range list[:min(len(list), limit)] {
		fmt.Fprintf(w, "hearsay entities merge %s %s  # %s ← %s: %s\n", idOf(s.Into.ID), idOf(s.Other.ID),
			export.Clean(s.Into.Name), export.Clean(s.Other.Name), s.Why)
	}
	return w.Flush()
}
