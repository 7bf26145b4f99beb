package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

const storyColumns = `number, title, terms, first, last, linked, reports, traced, texts, own, origins`

func scanStory(row interface{ Scan(...any) error }) (x store.Story, err error) {
	var terms string
	var first, last, linked int64
	if err := row.Scan(&x.ID, &x.Title, &terms, &first, &last, &linked, &x.Reports, &x.Traced, &x.Texts, &x.Own, &x.Origins); err != nil {
		return x, err
	}
	x.First, x.Last, x.Linked = moment(first), moment(last), moment(linked)
	return x, json.Unmarshal([]byte(terms), &x.Terms)
}

// storyOrders are the columns by which stories stand in an order.
var storyOrders = map[store.StorySort]string{
	store.Newest: "last, number", store.Largest: "reports, last, number", store.Independent: "origins, last, number",
}

// Stories implements [store.Stories].
func (s *Store) Stories(ctx context.Context, q store.StoryQuery) ([]store.Story, error) {
	columns := storyOrders[cmp.Or(q.Sort, store.Newest)]
	conds, args := []string{"became is null"}, []any{}
	add := func(cond string, value any) { conds, args = append(conds, cond), append(args, value) }
	if q.Words != "" {
		add(`number in (select rowid from story_words where story_words match ?)`, phrases(q.Words))
	}
	if !q.After.IsZero() {
		add(`last >= ?`, q.After.Unix())
	}
	if !q.Before.IsZero() {
		add(`first > 0 and first < ?`, q.Before.Unix())
	}
	if q.Behind > 0 {
		add(`(`+columns+`) < (select `+columns+` from story where number = ?)`, q.Behind)
	}
	rows, err := s.read.QueryContext(ctx, `select `+storyColumns+` from story where `+strings.Join(conds, " and ")+
		` order by `+strings.ReplaceAll(columns, ",", " desc,")+` desc limit ?`, append(args, cmp.Or(q.Size, 20))...)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	var out []store.Story
	for rows.Next() {
		x, err := scanStory(rows)
		if err != nil {
			return nil, s.fault("read", err)
		}
		out = append(out, x)
	}
	return out, s.fault("read", rows.Err())
}

// Story implements [store.Stories].
func (s *Store) Story(ctx context.Context, id int64) (*store.Story, error) {
	return s.story(ctx, `(select coalesce(became, number) from story where number = ?)`, id)
}

// StoryOf implements [store.Stories].
func (s *Store) StoryOf(ctx context.Context, ref string) (*store.Story, error) {
	root, err := s.root(ctx, s.read, ref)
	if err != nil {
		return nil, s.fault("read", err)
	}
	return s.story(ctx, `(select story from member where root = ?)`, root)
}

func (s *Store) story(ctx context.Context, number string, arg int64) (*store.Story, error) {
	x, err := scanStory(s.read.QueryRowContext(ctx, `select `+storyColumns+` from story where number = `+number, arg))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, s.fault("read", err)
	}
	return &x, nil
}

// Members implements [store.Stories].
func (s *Store) Members(ctx context.Context, id int64) ([]string, error) {
	return s.refs(ctx, `select ref from member join article using (root) where current = 1
		and story = (select coalesce(became, number) from story where number = ?) order by published is null, published, ref`, id)
}

// Bound implements [store.Stories].
func (s *Store) Bound(ctx context.Context, group int64) ([]string, error) {
	return s.refs(ctx, `select ref from bound b join article a on a.current = 1 and `+bindsArticle+` where flock = ? order by place`, group)
}

// bindsArticle joins the newest versions of articles, a, to what somebody said of
// them, b: placeOf in SQL.
const bindsArticle = `(a.url = b.article and a.url <> '' or a.ref = b.article and a.url = '')`

func (s *Store) refs(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var ref string
		if err := rows.Scan(&ref); err != nil {
			return nil, s.fault("read", err)
		}
		out = append(out, ref)
	}
	return out, s.fault("read", rows.Err())
}

// Unlinked implements [store.Stories].
func (s *Store) Unlinked(ctx context.Context, n store.Notes, most int) ([]string, error) {
	first, last := driver.Tickets(n)
	return s.refs(ctx, `select ref from (select root, place from unlinked where ticket between ? and ? order by place desc limit ?) u
		join article using (root) where current = 1 order by u.place desc`, first, last, most)
}

// CountUnlinked implements [store.Stories].
func (s *Store) CountUnlinked(ctx context.Context, n store.Notes) (count int, err error) {
	first, last := driver.Tickets(n)
	err = s.read.QueryRowContext(ctx, `select count(*) from unlinked where ticket between ? and ?`, first, last).Scan(&count)
	return count, s.fault("read", err)
}

// LastTicket implements [store.Stories].
func (s *Store) LastTicket(ctx context.Context) (ticket int64, err error) {
	err = s.read.QueryRowContext(ctx, `select coalesce((select seq from sqlite_sequence where name = 'unlinked'), 0)`).Scan(&ticket)
	return ticket, s.fault("read", err)
}

// Bonds implements [store.Stories].
func (s *Store) Bonds(ctx context.Context, ids []string) (map[string]store.Bond, error) {
	st, err := s.read.PrepareContext(ctx, `select coalesce(story, 0), coalesce(flock, 0), coalesce(ticket, 0) from article
		left join member using (root) left join unlinked using (root)
		left join bound b on b.article = case when url = '' then ref else url end where ref = ? and current = 1`)
	if err != nil {
		return nil, s.fault("read", err)
	}
	defer st.Close()
	out := map[string]store.Bond{}
	for _, id := range ids {
		var b store.Bond
		switch err := st.QueryRowContext(ctx, id).Scan(&b.Story, &b.Group, &b.Ticket); {
		case err == nil:
			out[id] = b
		case !errors.Is(err, sql.ErrNoRows):
			return nil, s.fault("read", err)
		}
	}
	return out, nil
}

// linking changes the stories in one transaction.
type linking struct {
	*registry // for its statements
	roots     map[string]int64
}

// linked runs do in one transaction.
func (s *Store) linked(ctx context.Context, do func(*linking) error) error {
	return s.registering(ctx, func(g *registry) error { return do(&linking{g, map[string]int64{}}) })
}

// Link implements [store.Stories].
func (s *Store) Link(ctx context.Context, l *store.Linking) error {
	return s.linked(ctx, func(k *linking) error {
		if err := k.check(l); err != nil {
			return err
		}
		for _, root := range k.roots {
			if err := k.exec(`delete from member where root = ?`, root); err != nil {
				return err
			}
		}
		for i := range l.Stories {
			if err := k.keep(&l.Stories[i]); err != nil {
				return err
			}
		}
		for i := range l.Grown {
			if err := k.grow(&l.Grown[i]); err != nil {
				return err
			}
		}
		for _, old := range driver.Gone(l) {
			if err := k.end(old, l.Became[old]); err != nil {
				return err
			}
		}
		for _, ticket := range l.Done {
			if err := k.exec(`delete from unlinked where ticket = ?`, ticket); err != nil {
				return err
			}
		}
		return nil
	})
}

// check finds the articles of a linking, and whether they and their stories are
// as they were.
func (k *linking) check(l *store.Linking) error {
	st, err := k.stmt(`select root, coalesce(story, 0) from article left join member using (root) where ref = ? and current = 1`)
	if err != nil {
		return err
	}
	members := map[int64]int{}
	for id, was := range l.Were {
		var root, story int64
		err := st.QueryRow(id).Scan(&root, &story)
		if errors.Is(err, sql.ErrNoRows) || err == nil && story != was {
			return store.ErrChanged
		}
		if err != nil {
			return err
		}
		k.roots[id] = root
		members[was]++
	}
	delete(members, 0)
	for story, n := range members {
		var have int
		if err := k.tx.QueryRow(`select count(*) from member where story = ?`, story).Scan(&have); err != nil {
			return err
		}
		if have != n {
			return store.ErrChanged
		}
	}
	return nil
}

// keep writes a story with its members.
func (k *linking) keep(x *store.Linked) error {
	terms, err := json.Marshal(append([]string{}, x.Terms...))
	if err != nil {
		return err
	}
	values := []any{x.Title, string(terms), seconds(x.First), seconds(x.Last), seconds(x.Linked), x.Reports, x.Traced, x.Texts, x.Own, x.Origins}
	if x.ID == 0 {
		err = k.tx.QueryRow(`insert into story (title, terms, first, last, linked, reports, traced, texts, own, origins) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning number`,
			values...).Scan(&x.ID)
	} else {
		err = k.exec(`update story set title = ?, terms = ?, first = ?, last = ?, linked = ?, reports = ?, traced = ?, texts = ?, own = ?, origins = ? where number = ?`,
			append(values, x.ID)...)
	}
	if err != nil {
		return err
	}
	if err := k.exec(`delete from story_words where rowid = ?`, x.ID); err != nil {
		return err
	}
	if err := k.exec(`insert into story_words (rowid, words) values (?, ?)`, x.ID, driver.StoryWords(&x.Story)); err != nil {
		return err
	}
	return k.enter(x.ID, x.Members)
}

// enter puts articles into a story.
func (k *linking) enter(story int64, members []string) error {
	for _, id := range members {
		if err := k.exec(`insert into member (root, story) values (?, ?)`, k.roots[id], story); err != nil {
			return err
		}
	}
	return nil
}

// grow adds articles to a story that has others.
func (k *linking) grow(g *store.Grown) error {
	res, err := k.tx.Exec(`update story set reports = reports + ?1, last = max(last, ?3),
		first = case when first = 0 or ?2 > 0 and ?2 < first then ?2 else first end where number = ?4 and became is null`,
		len(g.Members), seconds(g.First), seconds(g.Last), g.ID)
	if err := some(res, err); errors.Is(err, store.ErrNotFound) {
		return store.ErrChanged
	} else if err != nil {
		return err
	}
	return k.enter(g.ID, g.Members)
}

// end ends a story that has no members any more. Its number leads to the one that
// it became part of; 0: nowhere.
func (k *linking) end(story, became int64) error {
	if err := k.exec(`delete from story_words where rowid = ?`, story); err != nil {
		return err
	}
	if became > 0 {
		return k.exec(`update story set became = ?1, reports = 0 where number = ?2 or became = ?2`, became, story)
	}
	return k.exec(`delete from story where number = ?1 or became = ?1`, story)
}

// note notes that articles are to be linked, those that fulfil a condition.
func (k *linking) note(cond string, args ...any) error {
	return k.exec(`replace into unlinked (root, place) select root, place from article where current = 1 and `+cond, args...)
}

// forget takes an article that was taken out of the collection out of its story.
// Those that it leaves there are to be linked anew.
func (k *linking) forget(root int64) error {
	if err := k.exec(`delete from unlinked where root = ?`, root); err != nil {
		return err
	}
	var story int64
	switch err := k.tx.QueryRow(`delete from member where root = ? returning story`, root).Scan(&story); {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return k.lost(story)
}

// lost ends a story that has lost members where no more than one is left, and has
// the others linked anew.
func (k *linking) lost(story int64) error {
	if err := k.note(`root in (select root from member where story = ? limit 1)`, story); err != nil {
		return err
	}
	var left int
	if err := k.tx.QueryRow(`select count(*) from member where story = ?`, story).Scan(&left); err != nil {
		return err
	}
	if left > 1 {
		return k.exec(`update story set reports = ? where number = ?`, left, story)
	}
	if err := k.exec(`delete from member where story = ?`, story); err != nil {
		return err
	}
	return k.end(story, 0)
}

// head is the story that a number leads to.
func (k *linking) head(id int64) (number int64, err error) {
	err = k.tx.QueryRow(`select coalesce(became, number) from story where number = ?`, id).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("s%d: %w", id, store.ErrNotFound)
	}
	return number, err
}

// group is the group of members of a story, or a new one; of story 0 a new one.
func (k *linking) group(story int64) (flock int64, err error) {
	err = k.tx.QueryRow(`select coalesce((select min(flock) from bound b join article a on `+bindsArticle+` join member using (root) where story = ?),
		(select coalesce(max(flock), 0) + 1 from bound))`, story).Scan(&flock)
	return flock, err
}

// bind notes that articles are of a group, those that fulfil a condition.
func (k *linking) bind(flock int64, cond string, arg any) error {
	return k.exec(`insert into bound (article, flock, bound)
		select distinct case when url = '' then ref else url end, ?, ? from article where current = 1 and `+cond+`
		on conflict do update set flock = excluded.flock, bound = excluded.bound`, flock, time.Now().Unix(), arg)
}

// ofStory is the condition of the articles of a story.
const ofStory = `root in (select root from member where story = ?)`

// JoinStories implements [store.Stories].
func (s *Store) JoinStories(ctx context.Context, articles []string) error {
	return s.linked(ctx, func(k *linking) error {
		var roots, stories []int64
		var into int64
		for _, ref := range articles {
			root, story, err := k.storyOf(ctx, s, ref)
			if err != nil {
				return fmt.Errorf("%s: %w", ref, err)
			}
			roots, stories, into = append(roots, root), append(stories, story), cmp.Or(into, story)
		}
		flock, err := k.group(into)
		if err != nil {
			return err
		}
		for i, root := range roots {
			if err := k.join(into, stories[i], root, flock); err != nil {
				return err
			}
		}
		if into == 0 {
			return nil
		}
		if err := k.bind(flock, ofStory, into); err != nil {
			return err
		}
		return k.lost(into)
	})
}

// storyOf is the number of the first version of an article, and its story; 0: none.
func (k *linking) storyOf(ctx context.Context, s *Store, ref string) (root, story int64, err error) {
	if root, err = s.root(ctx, k.tx, ref); err != nil {
		return 0, 0, err
	}
	err = k.tx.QueryRow(`select coalesce((select story from member where root = ?), 0)`, root).Scan(&story)
	return root, story, err
}

// join makes an article part of a story, with all of its own story and what
// somebody has said of that. Where there is no story, its articles are linked.
func (k *linking) join(into, story, root, flock int64) error {
	switch {
	case into == 0:
		if err := k.bind(flock, `root = ?`, root); err != nil {
			return err
		}
		return k.note(`root = ?`, root)
	case story == 0:
		return k.exec(`insert into member (root, story) values (?, ?) on conflict do nothing`, root, into)
	case story == into:
		return nil
	}
	return k.absorb(into, story, flock)
}

// absorb makes a story part of another one.
func (k *linking) absorb(into, other, flock int64) error {
	if err := k.exec(`update bound set flock = ?1 where flock in (
		select flock from bound b join article a on `+bindsArticle+` join member using (root) where story = ?2)`, flock, other); err != nil {
		return err
	}
	if err := k.exec(`update member set story = ? where story = ?`, into, other); err != nil {
		return err
	}
	return k.end(other, into)
}

// PartStory implements [store.Stories].
func (s *Store) PartStory(ctx context.Context, id int64, articles []string) error {
	return s.linked(ctx, func(k *linking) error {
		id, err := k.head(id)
		if err != nil {
			return err
		}
		roots := map[int64]bool{}
		for _, ref := range articles {
			root, story, err := k.storyOf(ctx, s, ref)
			if err == nil && story != id {
				err = store.ErrNotMember
			}
			if err != nil {
				return fmt.Errorf("%s: %w", ref, err)
			}
			roots[root] = true
		}
		var all int
		if err := k.tx.QueryRow(`select count(*) from member where story = ?`, id).Scan(&all); err != nil {
			return err
		}
		if all == len(roots) {
			return store.ErrNoneLeft
		}
		return k.part(id, slices.Sorted(maps.Keys(roots)))
	})
}

// part takes articles out of a story, and notes that they and those left there are
// apart.
func (k *linking) part(story int64, roots []int64) error {
	stay, err := k.group(story)
	if err != nil {
		return err
	}
	if err := k.bind(stay, ofStory, story); err != nil {
		return err
	}
	leave, err := k.group(0)
	if err != nil {
		return err
	}
	for _, root := range roots {
		if err := k.bind(leave, `root = ?`, root); err != nil {
			return err
		}
		if err := k.exec(`delete from member where root = ?`, root); err != nil {
			return err
		}
		if err := k.note(`root = ?`, root); err != nil {
			return err
		}
	}
	return k.lost(story)
}

// checkStories compares the stories with their articles.
func (s *Store) checkStories(ctx context.Context, report func(store.Damage)) error {
	var wrong int
	err := s.read.QueryRowContext(ctx, `select
		(select count(*) from story x where became is null and reports <> (select count(*) from member where story = x.number))
		+ (select count(*) from member m where not exists (select 1 from article where root = m.root and current = 1)
			or not exists (select 1 from story where number = m.story and became is null))`).Scan(&wrong)
	if err == nil && wrong > 0 {
		report(store.Damage{What: fmt.Sprintf("the stories are wrong in %d places", wrong), Mend: driver.MendIndex})
	}
	return err
}

// mendStories takes away what belongs to no article, and has the rest linked anew
// where it is not sound.
func (k *linking) mendStories() error {
	for _, query := range []string{
		`delete from member where not exists (select 1 from article where root = member.root and current = 1)
			or not exists (select 1 from story where number = member.story and became is null)`,
		`delete from unlinked where not exists (select 1 from article where root = unlinked.root and current = 1)`,
		`replace into unlinked (root, place) select root, place from article where current = 1 and refused = ''
			and not exists (select 1 from member join story on number = story and reports = (select count(*) from member o where o.story = number) where member.root = article.root)`,
		`update story set reports = (select count(*) from member where story = number) where became is null`,
		`delete from story_words where rowid in (select number from story where became is null and reports = 0)`,
		`delete from story where became in (select number from story where became is null and reports = 0)`,
		`delete from story where became is null and reports = 0`,
	} {
		if err := k.exec(query); err != nil {
			return err
		}
	}
	return nil
}
