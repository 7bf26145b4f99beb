package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/link"
	"github.com/hearsay-news/hearsay/internal/store"
)

// Story is what several articles tell about one event, with the ladder from its
// reports to its origins.
type Story struct {
	ID      string   `json:"id" doc:"Such as s12."`
	Title   string   `json:"title" doc:"The headline of its first origin."`
	Terms   []string `json:"terms" doc:"Names that most of its articles have in common."`
	First   string   `json:"first" doc:"When its first article was published; empty where not known."`
	Last    string   `json:"last"`
	Linked  string   `json:"linked" doc:"When it was worked out."`
	Reports int      `json:"reports" doc:"Articles."`
	Traced  int      `json:"traced" doc:"Articles that there were when the steps below were worked out."`
	Texts   int      `json:"texts" doc:"Distinct texts."`
	Own     int      `json:"own" doc:"Of these, the ones with material of their own."`
	Origins int      `json:"origins" doc:"Independent origins."`
}

// StoryInFull is a story with its articles.
type StoryInFull struct {
	Story
	Articles []string `json:"articles" doc:"Ids of its articles, in the order of their publication."`
}

func storyOf(x *store.Story) Story {
	return Story{
		fmt.Sprintf("s%d", x.ID), x.Title, append([]string{}, x.Terms...), moment(x.First), moment(x.Last), moment(x.Linked),
		x.Reports, x.Traced, x.Texts, x.Own, x.Origins,
	}
}

// Told names a story.
type Told struct {
	ID string `path:"story" pattern:"^s[0-9]{1,18}$" doc:"Its id: s12. That of a story which became part of another leads there."`
}

func (t *Told) number() int64 {
	id, _ := store.ParseStoryID(t.ID) // the pattern says that it is one; s0 is nobody's
	return id
}

func (s *server) listStories(ctx context.Context, in *struct {
	Words  string `query:"words" maxLength:"500" doc:"Words that its title or its terms have."`
	After  string `query:"after" maxLength:"50" doc:"With articles of that day or later: 2026-03-01."`
	Before string `query:"before" maxLength:"50" doc:"With articles before that day."`
	Sort   string `query:"sort" enum:"newest,largest,independent" default:"newest" doc:"By the last article, by reports, or by independent origins."`
	Paged
}) (*output[list[Story]], error) {
	q := store.StoryQuery{Words: in.Words, Sort: store.StorySort(in.Sort), Size: in.Limit + 1}
	for name, day := range map[string]struct {
		given string
		to    *time.Time
	}{"after": {in.After, &q.After}, "before": {in.Before, &q.Before}} {
		m, err := article.ParseMoment(day.given)
		if err != nil {
			return nil, wrong("query."+name, "%v", err)
		}
		*day.to = m.Time
	}
	if err := numbers(in.Cursor, 't', &q.Behind); err != nil {
		return nil, err
	}
	found, err := s.Store.Stories(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &output[list[Story]]{list[Story]{Items: []Story{}}}
	for i := range found {
		if i == in.Limit {
			out.Body.Next = cursor('t', found[i-1].ID)
			break
		}
		out.Body.Items = append(out.Body.Items, storyOf(&found[i]))
	}
	return out, nil
}

func (s *server) getStory(ctx context.Context, in *Told) (*output[StoryInFull], error) {
	x, err := s.Store.Story(ctx, in.number())
	if err != nil {
		return nil, err
	}
	return s.inFull(ctx, x)
}

func (s *server) articleStory(ctx context.Context, in *One) (*output[StoryInFull], error) {
	x, err := s.Store.StoryOf(ctx, in.Ref)
	if err != nil {
		return nil, err
	}
	return s.inFull(ctx, x)
}

func (s *server) inFull(ctx context.Context, x *store.Story) (*output[StoryInFull], error) {
	members, err := s.Store.Members(ctx, x.ID)
	if err != nil {
		return nil, err
	}
	return &output[StoryInFull]{StoryInFull{storyOf(x), append([]string{}, members...)}}, nil
}

func (s *server) traceStory(ctx context.Context, in *struct {
	Told
	Written
}) (*traced, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	x, err := s.Store.Story(ctx, in.number())
	if err != nil {
		return nil, err
	}
	t, err := s.Traces.Story(ctx, x.ID)
	if err != nil {
		return nil, err
	}
	return in.write(t)
}

func (s *server) mergeStories(ctx context.Context, in *struct {
	Told
	Body struct {
		Stories  []string `json:"stories,omitempty" maxItems:"100" doc:"Ids of stories that become part of this one."`
		Articles []string `json:"articles,omitempty" maxItems:"1000" doc:"Articles, by id or address, that join it: each with its story, where it is in one."`
	} `nameHint:"MergingStories"`
}) (*output[StoryInFull], error) {
	articles := in.Body.Articles
	for i, ref := range append([]string{in.ID}, in.Body.Stories...) {
		id, ok := store.ParseStoryID(ref)
		if !ok {
			return nil, wrong(fmt.Sprintf("body.stories[%d]", i-1), "%q is no id of a story; write it as s12", ref)
		}
		first, err := s.firstOf(ctx, id)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			articles = append([]string{first}, articles...)
			continue
		}
		articles = append(articles, first)
	}
	if len(articles) < 2 {
		return nil, wrong("body", "name the stories or the articles that join this one")
	}
	if err := s.Store.JoinStories(ctx, articles); err != nil {
		return nil, err
	}
	return s.relinked(ctx, articles, articles[0])
}

// firstOf is the first article of a story.
func (s *server) firstOf(ctx context.Context, id int64) (string, error) {
	x, err := s.Store.Story(ctx, id)
	if err != nil {
		return "", err
	}
	members, err := s.Store.Members(ctx, x.ID)
	if err == nil && len(members) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return "", err
	}
	return members[0], nil
}

func (s *server) splitStory(ctx context.Context, in *struct {
	Told
	Body struct {
		Articles []string `json:"articles" minItems:"1" maxItems:"1000" doc:"Those that are of another story, by id or address; they stay together."`
	} `nameHint:"SplittingStory"`
}) (*output[StoryInFull], error) {
	x, err := s.Store.Story(ctx, in.number())
	if err != nil {
		return nil, err
	}
	members, err := s.Store.Members(ctx, x.ID)
	if err != nil {
		return nil, err
	}
	if err := s.Store.PartStory(ctx, x.ID, in.Body.Articles); err != nil {
		return nil, err
	}
	return s.relinked(ctx, members, in.Body.Articles[0])
}

// relinked works out the stories of some articles anew, and gives that of one of
// them; where it is in none, one without an id that has this article alone.
func (s *server) relinked(ctx context.Context, articles []string, of string) (*output[StoryInFull], error) {
	var ids []string
	for _, ref := range articles {
		r, err := s.Store.Get(ctx, ref)
		if err != nil {
			return nil, err
		}
		ids = append(ids, r.Article.ID)
	}
	if err := link.Articles(ctx, s.Store, ids); err != nil {
		return nil, err
	}
	x, err := s.Store.StoryOf(ctx, of)
	if errors.Is(err, store.ErrNotFound) {
		return &output[StoryInFull]{StoryInFull{Story{Terms: []string{}}, []string{of}}}, nil
	}
	if err != nil {
		return nil, err
	}
	return s.inFull(ctx, x)
}
