package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

const storyColumns = `number, title, terms, first, last, linked, reports, traced, texts, own, origins`

func toStory(row pgx.CollectableRow) (x store.Story, err error) {
	var first, last *time.Time
	err = row.Scan(&x.ID, &x.Title, &x.Terms, &first, &last, &x.Linked, &x.Reports, &x.Traced, &x.Texts, &x.Own, &x.Origins)
	x.First, x.Last, x.Linked = moment(first), moment(last), x.Linked.UTC()
	return x, err
}

// storyOrders are the columns by which stories stand in an order.
var storyOrders = map[store.StorySort][]string{
	store.Newest: {byLast, "number"}, store.Largest: {"reports", byLast, "number"}, store.Independent: {"origins", byLast, "number"},
}

// byLast orders stories by their last article, those without a date at the end.
const byLast = `coalesce(last, '-infinity')`

// Stories implements [store.Stories].
func (s *Store) Stories(ctx context.Context, q store.StoryQuery) ([]store.Story, error) {
	columns := storyOrders[cmp.Or(q.Sort, store.Newest)]
	conds, args := []string{"became is null"}, []any{cmp.Or(q.Size, 20)}
	add := func(cond string, value any) {
		args = append(args, value)
		conds = append(conds, fmt.Sprintf(cond, len(args)))
	}
	if q.Words != "" {
		words := phrases(q.Words)
		if words == "" {
			return nil, nil
		}
		add(`words @@ $%d::tsquery`, words)
	}
	if !q.After.IsZero() {
		add(`last >= $%d`, q.After)
	}
	if !q.Before.IsZero() {
		add(`first < $%d`, q.Before)
	}
	if q.Behind > 0 {
		list := strings.Join(columns, ", ")
		add(`(`+list+`) < (select `+list+` from story where number = $%d)`, q.Behind)
	}
	all, err := query(ctx, s, toStory, `select `+storyColumns+` from story where `+strings.Join(conds, " and ")+
		` order by `+strings.Join(columns, " desc, ")+` desc limit $1`, s.anew(args)...)
	return all, s.fault("read", err)
}

// Story implements [store.Stories].
func (s *Store) Story(ctx context.Context, id int64) (*store.Story, error) {
	return s.story(ctx, `(select coalesce(became, number) from story where number = $1)`, id)
}

// StoryOf implements [store.Stories].
func (s *Store) StoryOf(ctx context.Context, ref string) (*store.Story, error) {
	if ref == "" {
		return nil, store.ErrNotFound
	}
	return s.story(ctx, `(select story from member where root = (`+rootOf+`))`, digest(ref))
}

func (s *Store) story(ctx context.Context, number string, arg any) (*store.Story, error) {
	found, err := query(ctx, s, toStory, `select `+storyColumns+` from story where number = `+number, arg)
	if err == nil && len(found) == 0 {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, s.fault("read", err)
	}
	return &found[0], nil
}

// Members implements [store.Stories].
func (s *Store) Members(ctx context.Context, id int64) ([]string, error) {
	refs, err := query(ctx, s, pgx.RowTo[string], `select ref from member join article using (root) where current
		and story = (select coalesce(became, number) from story where number = $1) order by published, ref collate "C"`, id)
	return refs, s.fault("read", err)
}

// Bound implements [store.Stories].
func (s *Store) Bound(ctx context.Context, group int64) ([]string, error) {
	refs, err := query(ctx, s, pgx.RowTo[string], `select ref from bound b join article a on a.current and `+bindsArticle+` where flock = $1 order by place`, group)
	return refs, s.fault("read", err)
}

// bindsArticle joins the newest versions of articles, a, to what somebody said of
// them, b: placeOf in SQL.
const bindsArticle = `(a.address = b.article or a.key = b.article and a.address is null)`

// Unlinked implements [store.Stories].
func (s *Store) Unlinked(ctx context.Context, n store.Notes, most int) ([]string, error) {
	first, last := driver.Tickets(n)
	all, err := query(ctx, s, pgx.RowTo[string], `select ref from (select root, place from unlinked where ticket between $1 and $2 order by place desc limit $3) u
		join article using (root) where current order by u.place desc`, first, last, most)
	return all, s.fault("read", err)
}

// CountUnlinked implements [store.Stories].
func (s *Store) CountUnlinked(ctx context.Context, n store.Notes) (count int, err error) {
	first, last := driver.Tickets(n)
	err = s.one(ctx, `select count(*) from unlinked where ticket between $1 and $2`, []any{first, last}, &count)
	return count, s.fault("read", err)
}

// LastTicket implements [store.Stories].
func (s *Store) LastTicket(ctx context.Context) (ticket int64, err error) {
	err = s.one(ctx, `select case when is_called then last_value else 0 end from unlinked_ticket`, nil, &ticket)
	return ticket, s.fault("read", err)
}

// bonded is a row of Bonds.
type bonded struct {
	Key                  []byte
	Story, Group, Ticket int64
}

// Bonds implements [store.Stories].
func (s *Store) Bonds(ctx context.Context, ids []string) (map[string]store.Bond, error) {
	keys, byKey := keys(ids)
	rows, err := query(ctx, s, pgx.RowToStructByPos[bonded], `select key, coalesce(story, 0), coalesce(flock, 0), coalesce(ticket, 0) from article
		left join member using (root) left join unlinked using (root)
		left join bound b on b.article = coalesce(address, key) where key = any($1) and current`, keys)
	out := map[string]store.Bond{}
	for _, row := range rows {
		out[byKey[string(row.Key)]] = store.Bond{Story: row.Story, Group: row.Group, Ticket: row.Ticket}
	}
	return out, s.fault("read", err)
}

// linking changes the stories in one transaction. One does so at a time.
type linking struct{ tx pgx.Tx }

// linked runs do in one transaction.
func (s *Store) linked(ctx context.Context, do func(context.Context, *linking) error) error {
	return s.fault("write", s.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `lock table member, bound in share row exclusive mode`); err != nil {
			return err
		}
		return do(ctx, &linking{tx})
	}))
}

// all runs queries that have the same values.
func (k *linking) all(ctx context.Context, args []any, queries ...string) error {
	for _, q := range queries {
		if _, err := k.tx.Exec(ctx, q, args...); err != nil {
			return err
		}
	}
	return nil
}

// Link implements [store.Stories].
func (s *Store) Link(ctx context.Context, l *store.Linking) error {
	return s.linked(ctx, func(ctx context.Context, k *linking) error {
		roots, err := k.check(ctx, l)
		if err != nil {
			return err
		}
		var all []int64
		for _, root := range roots {
			all = append(all, root)
		}
		if _, err := k.tx.Exec(ctx, `delete from member where root = any($1)`, all); err != nil {
			return err
		}
		for i := range l.Stories {
			if err := k.keep(ctx, &l.Stories[i], roots); err != nil {
				return err
			}
		}
		for i := range l.Grown {
			if err := k.grow(ctx, &l.Grown[i], roots); err != nil {
				return err
			}
		}
		for _, old := range driver.Gone(l) {
			if err := k.end(ctx, old, l.Became[old]); err != nil {
				return err
			}
		}
		return k.all(ctx, []any{l.Done}, `select from unlinked where ticket = any($1) order by root for update`, `delete from unlinked where ticket = any($1)`)
	})
}

// placedMember is where an article is, as check finds it.
type placedMember struct {
	Key         []byte
	Root, Story int64
}

// check finds the articles of a linking, and whether they and their stories are
// as they were.
func (k *linking) check(ctx context.Context, l *store.Linking) (roots map[string]int64, err error) {
	var ids []string
	members := map[int64]int64{}
	for id, was := range l.Were {
		ids = append(ids, id)
		members[was]++
	}
	delete(members, 0)
	keys, byKey := keys(ids)
	rows, err := k.tx.Query(ctx, `select key, root, coalesce(story, 0) from article left join member using (root) where key = any($1) and current`, keys)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[placedMember])
	if err != nil {
		return nil, err
	}
	roots = map[string]int64{}
	for _, m := range found {
		id := byKey[string(m.Key)]
		if roots[id] = m.Root; l.Were[id] != m.Story {
			return nil, store.ErrChanged
		}
	}
	if len(roots) != len(l.Were) {
		return nil, store.ErrChanged
	}
	for story, n := range members {
		var have int64
		if err := k.tx.QueryRow(ctx, `select count(*) from member where story = $1`, story).Scan(&have); err != nil {
			return nil, err
		}
		if have != n {
			return nil, store.ErrChanged
		}
	}
	return roots, nil
}

// keep writes a story with its members.
func (k *linking) keep(ctx context.Context, x *store.Linked, roots map[string]int64) error {
	terms := make([]string, len(x.Terms))
	for i, t := range x.Terms {
		terms[i] = clean(t)
	}
	values := []any{clean(x.Title), terms, nameVector(driver.StoryWords(&x.Story)), known(x.First), known(x.Last), known(x.Linked), x.Reports, x.Traced, x.Texts, x.Own, x.Origins}
	const columns = `(title, terms, words, first, last, linked, reports, traced, texts, own, origins)`
	var err error
	if x.ID == 0 {
		err = k.tx.QueryRow(ctx, `insert into story (number, `+columns[1:]+` values (nextval('story_number'), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning number`,
			values...).Scan(&x.ID)
	} else {
		_, err = k.tx.Exec(ctx, `update story set `+columns+` = ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) where number = $12`, append(values, x.ID)...)
	}
	if err != nil {
		return err
	}
	return k.enter(ctx, x.ID, x.Members, roots)
}

// enter puts articles into a story.
func (k *linking) enter(ctx context.Context, story int64, ids []string, roots map[string]int64) error {
	members := make([]int64, len(ids))
	for i, id := range ids {
		members[i] = roots[id]
	}
	_, err := k.tx.Exec(ctx, `insert into member (root, story) select root, $2 from unnest($1::bigint[]) root`, members, story)
	return err
}

// grow adds articles to a story that has others.
func (k *linking) grow(ctx context.Context, g *store.Grown, roots map[string]int64) error {
	tag, err := k.tx.Exec(ctx, `update story set reports = reports + $1, first = least(first, $2), last = greatest(last, $3) where number = $4 and became is null`,
		len(g.Members), known(g.First), known(g.Last), g.ID)
	if err == nil && tag.RowsAffected() == 0 {
		err = store.ErrChanged
	}
	if err != nil {
		return err
	}
	return k.enter(ctx, g.ID, g.Members, roots)
}

// end ends a story that has no members any more. Its number leads to the one that
// it became part of; 0: nowhere.
func (k *linking) end(ctx context.Context, story, became int64) error {
	if became > 0 {
		return k.all(ctx, []any{became, story}, `update story set became = $1, reports = 0 where number = $2 or became = $2`)
	}
	return k.all(ctx, []any{story}, `delete from story where became = $1`, `delete from story where number = $1`)
}

// noting notes that articles are to be linked, of which a query gives number of the
// first version and place.
const noting = `insert into unlinked (root, ticket, place) select root, nextval('unlinked_ticket'), place from (%s) x order by root
	on conflict (root) do update set ticket = excluded.ticket, place = excluded.place`

// note notes the articles that fulfil a condition.
func (k *linking) note(ctx context.Context, cond string, arg any) error {
	_, err := k.tx.Exec(ctx, fmt.Sprintf(noting, `select root, place from article where current and `+cond), arg)
	return err
}

// note notes the newest versions among articles that were written.
func (p *putting) note(ctx context.Context, written []*state) error {
	var roots, places []int64
	for _, st := range written {
		if st.current {
			roots, places = append(roots, st.root), append(places, st.place)
		}
	}
	if len(roots) == 0 {
		return nil
	}
	_, err := p.tx.Exec(ctx, fmt.Sprintf(noting, `select * from unnest($1::bigint[], $2::bigint[]) n (root, place)`), roots, places)
	return err
}

// forget takes an article that was taken out of the collection out of its story.
// Those that it leaves there are to be linked anew.
func (k *linking) forget(ctx context.Context, root int64) error {
	if _, err := k.tx.Exec(ctx, `delete from unlinked where root = $1`, root); err != nil {
		return err
	}
	var story int64
	err := k.tx.QueryRow(ctx, `delete from member where root = $1 returning story`, root).Scan(&story)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return k.lost(ctx, story)
}

// lost ends a story that has lost members where no more than one is left, and has
// the others linked anew.
func (k *linking) lost(ctx context.Context, story int64) error {
	if err := k.note(ctx, `root in (select root from member where story = $1 limit 1)`, story); err != nil {
		return err
	}
	var left int
	if err := k.tx.QueryRow(ctx, `select count(*) from member where story = $1`, story).Scan(&left); err != nil {
		return err
	}
	if left > 1 {
		_, err := k.tx.Exec(ctx, `update story set reports = $1 where number = $2`, left, story)
		return err
	}
	if _, err := k.tx.Exec(ctx, `delete from member where story = $1`, story); err != nil {
		return err
	}
	return k.end(ctx, story, 0)
}

// head is the story that a number leads to.
func (k *linking) head(ctx context.Context, id int64) (number int64, err error) {
	err = k.tx.QueryRow(ctx, `select coalesce(became, number) from story where number = $1`, id).Scan(&number)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, fmt.Errorf("s%d: %w", id, store.ErrNotFound)
	}
	return number, err
}

// group is the group of members of a story, or a new one; of story 0 a new one.
func (k *linking) group(ctx context.Context, story int64) (flock int64, err error) {
	err = k.tx.QueryRow(ctx, `select coalesce((select min(flock) from bound b join article a on `+bindsArticle+` join member using (root) where story = $1),
		nextval('bound_flock_number'))`, story).Scan(&flock)
	return flock, err
}

// binding notes that articles are of a group, those that fulfil a condition.
const binding = `insert into bound (article, flock, bound)
	select distinct coalesce(address, key), $1::bigint, now() from article where current and %s
	on conflict (article) do update set flock = excluded.flock, bound = excluded.bound`

// bind notes that articles are of a group, those that fulfil a condition.
func (k *linking) bind(ctx context.Context, flock int64, cond string, arg any) error {
	_, err := k.tx.Exec(ctx, fmt.Sprintf(binding, cond), flock, arg)
	return err
}

// ofStory is the condition of the articles of a story.
const ofStory = `root in (select root from member where story = $2)`

// JoinStories implements [store.Stories].
func (s *Store) JoinStories(ctx context.Context, articles []string) error {
	return s.linked(ctx, func(ctx context.Context, k *linking) error {
		var roots, stories []int64
		var into int64
		for _, ref := range articles {
			root, story, err := k.storyOf(ctx, ref)
			if err != nil {
				return fmt.Errorf("%s: %w", ref, err)
			}
			roots, stories, into = append(roots, root), append(stories, story), cmp.Or(into, story)
		}
		if err := note(ctx, k.tx, driver.MergeStories, driver.StoryDeed(into, articles)); err != nil {
			return err
		}
		flock, err := k.group(ctx, into)
		if err != nil {
			return err
		}
		for i, root := range roots {
			if err := k.join(ctx, into, stories[i], root, flock); err != nil {
				return err
			}
		}
		if into == 0 {
			return nil
		}
		if err := k.bind(ctx, flock, ofStory, into); err != nil {
			return err
		}
		return k.lost(ctx, into)
	})
}

// storyOf is the number of the first version of an article, and its story; 0: none.
func (k *linking) storyOf(ctx context.Context, ref string) (root, story int64, err error) {
	err = k.tx.QueryRow(ctx, `select root, coalesce(story, 0) from (`+rootOf+`) x left join member using (root)`, digest(ref)).Scan(&root, &story)
	if ref == "" || errors.Is(err, pgx.ErrNoRows) {
		err = store.ErrNotFound
	}
	return root, story, err
}

// join makes an article part of a story, with all of its own story and what
// somebody has said of that. Where there is no story, its articles are linked.
func (k *linking) join(ctx context.Context, into, story, root, flock int64) error {
	switch {
	case into == 0:
		if err := k.bind(ctx, flock, `root = $2`, root); err != nil {
			return err
		}
		return k.note(ctx, `root = $1`, root)
	case story == 0:
		return k.all(ctx, []any{root, into}, `insert into member (root, story) values ($1, $2) on conflict do nothing`)
	case story == into:
		return nil
	}
	return k.absorb(ctx, into, story, flock)
}

// absorb makes a story part of another one.
func (k *linking) absorb(ctx context.Context, into, other, flock int64) error {
	if _, err := k.tx.Exec(ctx, `update bound set flock = $1 where flock in (
		select flock from bound b join article a on `+bindsArticle+` join member using (root) where story = $2)`, flock, other); err != nil {
		return err
	}
	if _, err := k.tx.Exec(ctx, `update member set story = $1 where story = $2`, into, other); err != nil {
		return err
	}
	return k.end(ctx, other, into)
}

// PartStory implements [store.Stories].
func (s *Store) PartStory(ctx context.Context, id int64, articles []string) error {
	return s.linked(ctx, func(ctx context.Context, k *linking) error {
		id, err := k.head(ctx, id)
		if err != nil {
			return err
		}
		var roots []int64
		for _, ref := range articles {
			root, story, err := k.storyOf(ctx, ref)
			if err == nil && story != id {
				err = store.ErrNotMember
			}
			if err != nil {
				return fmt.Errorf("%s: %w", ref, err)
			}
			if !slices.Contains(roots, root) {
				roots = append(roots, root)
			}
		}
		var all int
		if err := k.tx.QueryRow(ctx, `select count(*) from member where story = $1`, id).Scan(&all); err != nil {
			return err
		}
		if all == len(roots) {
			return store.ErrNoneLeft
		}
		if err := note(ctx, k.tx, driver.SplitStory, driver.StoryDeed(id, articles)); err != nil {
			return err
		}
		return k.part(ctx, id, roots)
	})
}

// part takes articles out of a story, and notes that they and those left there are
// apart.
func (k *linking) part(ctx context.Context, story int64, roots []int64) error {
	stay, err := k.group(ctx, story)
	if err != nil {
		return err
	}
	if err := k.bind(ctx, stay, ofStory, story); err != nil {
		return err
	}
	leave, err := k.group(ctx, 0)
	if err != nil {
		return err
	}
	if err := k.bind(ctx, leave, `root = any($2)`, roots); err != nil {
		return err
	}
	if _, err := k.tx.Exec(ctx, `delete from member where root = any($1)`, roots); err != nil {
		return err
	}
	if err := k.note(ctx, `root = any($1)`, roots); err != nil {
		return err
	}
	return k.lost(ctx, story)
}

// checkStories compares the stories with their articles.
func (s *Store) checkStories(ctx context.Context, report func(store.Damage)) error {
	var wrong int
	err := s.one(ctx, `select
		(select count(*) from story x where became is null and reports <> (select count(*) from member where story = x.number))
		+ (select count(*) from member m where not exists (select from article where root = m.root and current)
			or not exists (select from story where number = m.story and became is null))`, nil, &wrong)
	if err == nil && wrong > 0 {
		report(store.Damage{What: fmt.Sprintf("the stories are wrong in %d places", wrong), Mend: driver.MendIndex})
	}
	return err
}

// mendStories takes away what belongs to no article, and has the rest linked anew
// where it is not sound.
func (k *linking) mendStories(ctx context.Context) error {
	return k.all(ctx, nil,
		`delete from member m where not exists (select from article where root = m.root and current)
			or not exists (select from story where number = m.story and became is null)`,
		`delete from unlinked u where not exists (select from article where root = u.root and current)`,
		fmt.Sprintf(noting, `select root, place from article a where current and refused = ''
			and not exists (select from member m join story on number = story and reports = (select count(*) from member o where o.story = number) where m.root = a.root)`),
		`update story set reports = (select count(*) from member where story = number) where became is null`,
		`delete from story where became in (select number from story where became is null and reports = 0)`,
		`delete from story where became is null and reports = 0`)
}
