package postgres

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/storetest"
	"github.com/hearsay-news/hearsay/record"
)

// A collection from before there was a registry and an index of shared text has
// them when it is opened, however few connections there are.
func TestIndexOfAnOlderCollection(t *testing.T) {
	at := with(address(t), "pool_max_conns", "1")
	s := open(t, at)
	if _, err := s.Put(t.Context(), []*record.Record{said("a", "one"), said("b", "two")}); err != nil {
		t.Fatal(err)
	}
	p, err := s.provider()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if _, err := p.DownTo(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	s = open(t, at)
	list, err := s.Entities(t.Context(), store.EntityQuery{})
	if err != nil || len(list) != 1 || list[0].Articles != 2 || list[0].Said != 2 {
		t.Errorf("%+v, %v", list, err)
	}
	if err := s.Check(t.Context(), func(d store.Damage) { t.Errorf("%+v", d) }); err != nil {
		t.Error(err)
	}
}

// Programs that write different articles in which the same people are named,
// new ones and in any order, while others take articles out, merge the
// people and split them, leave right counts.
func TestSamePeopleAtOnce(t *testing.T) {
	const writers, articles, people = 6, 40, 25
	at := address(t)
	var first []storetest.Statement
	for n := range writers {
		first = append(first, storetest.Statement{Who: fmt.Sprintf("Person %d", n), Says: "the dam holds"})
	}
	if _, err := open(t, at).Put(t.Context(), []*record.Record{storetest.Article("first", "", "2026-03-01", first...)}); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			s := open(t, at)
			for i := range articles {
				var says []storetest.Statement
				for n := range 5 {
					says = append(says, storetest.Statement{Who: fmt.Sprintf("Person %d", (w*7+i*3+n*11)%people), Says: "the dam holds"})
				}
				id := fmt.Sprintf("w%d-%d", w, i)
				if _, err := s.Put(t.Context(), []*record.Record{storetest.Article(id, "", "2026-03-01", says...)}); err != nil {
					t.Error(err)
				}
				var err error
				switch i % 10 {
				case 3:
					err = s.Remove(t.Context(), id)
				case 6:
					err = s.Merge(t.Context(), 1+int64(w), []int64{1 + int64(w+1)%writers})
				case 9:
					_, err = s.SplitArticles(t.Context(), 1+int64(w), []string{id}, "Person of one")
				}
				if err != nil && !errors.Is(err, store.ErrNotNamed) {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	s := open(t, at)
	if err := s.Check(t.Context(), func(d store.Damage) { t.Errorf("%+v", d) }); err != nil {
		t.Error(err)
	}
	var deep int
	if err := s.one(t.Context(), `select count(*) from entity a join entity b on b.number = a.part_of where b.part_of is not null`, nil, &deep); err != nil || deep != 0 {
		t.Errorf("%d are parts of parts, %v", deep, err)
	}
}

// A name in capitals gives way to one that is not, and never to a headline's.
func TestNamesOfHeadlines(t *testing.T) {
	s := open(t, address(t))
	for i, who := range []string{"ANA PETROV", "Ana Petrov", "ANA PETROV"} {
		r := storetest.Article(fmt.Sprint(i), "", "2026-03-01", storetest.Statement{Who: who, Says: "it holds"})
		if _, err := s.Put(t.Context(), []*record.Record{r}); err != nil {
			t.Fatal(err)
		}
	}
	if list, err := s.Entities(t.Context(), store.EntityQuery{Name: "petrov"}); err != nil || len(list) != 1 || list[0].Name != "Ana Petrov" {
		t.Errorf("%+v, %v", list, err)
	}
}

// An index of shared text that lacks articles, or has others, is seen and mended, and
// so is what statements are counted by.
func TestDoctorMendsPrintsAndFacets(t *testing.T) {
	s := open(t, address(t))
	if _, err := s.Put(t.Context(), []*record.Record{storetest.Article("a", "", "2026-03-01", storetest.Statement{Who: "Ana Petrov", Says: "the dam will hold, whatever the wind does"})}); err != nil {
		t.Fatal(err)
	}
	for _, damage := range []string{`truncate print`, `insert into print values (77, 77)`, `truncate facet`, `insert into facet values (77, 'x', 'y', 0, '')`} {
		storetest.Mends(t, s, func() {
			if _, err := s.pool.Exec(t.Context(), damage); err != nil {
				t.Fatal(err)
			}
		})
	}
}
