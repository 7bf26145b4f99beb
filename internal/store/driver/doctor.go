package driver

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// How damage is mended.
const (
	MendIndex  = "hearsay doctor --mend makes the index anew from the records"
	MendBackup = "bring back a backup, or add what is missing again"
	MendRecord = "take it out with hearsay rm and add it again, or bring back a backup"
)

// CheckRecords reports records that can't be read or break their promises.
func CheckRecords(ctx context.Context, all iter.Seq2[*record.Record, error], report func(store.Damage)) error {
	for r, err := range all {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, store.ErrDamaged) {
			report(store.Damage{What: err.Error(), Mend: MendRecord})
			continue
		}
		if err != nil {
			return err
		}
		if err := r.Check(); err != nil {
			report(store.Damage{What: fmt.Sprintf("article %s: %v", r.Article.ID, err), Mend: MendRecord})
		}
	}
	return nil
}

// CheckPrinted reports an article that the index of shared text should have, of
// those that it has not.
func CheckPrinted(missing iter.Seq2[*record.Record, error], report func(store.Damage)) error {
	return checkLacking("the index of shared text", missing, func(r *record.Record) bool { return len(Prints(r)) > 0 }, report)
}

// CheckNamed reports an article that names somebody, of those that are not in the
// registry at all: so it is with all of them where the registry was being made
// when the program ended.
func CheckNamed(missing iter.Seq2[*record.Record, error], report func(store.Damage)) error {
	return checkLacking("the registry of who is named", missing, store.NamesAnyone, report)
}

// CheckCounted reports an article that statements are not counted by, of those that
// have no facet.
func CheckCounted(missing iter.Seq2[*record.Record, error], report func(store.Damage)) error {
	return checkLacking("what statements are counted by", missing, func(*record.Record) bool { return true }, report)
}

// checkLacking reports the first of the articles that an index has not and should
// have. Records that can't be read are reported by CheckRecords.
func checkLacking(index string, missing iter.Seq2[*record.Record, error], should func(*record.Record) bool, report func(store.Damage)) error {
	for r, err := range missing {
		if err != nil && !errors.Is(err, store.ErrDamaged) {
			return err
		}
		if err == nil && should(r) {
			report(store.Damage{What: fmt.Sprintf("%s lacks article %s, and maybe others", index, r.Article.ID), Mend: MendIndex})
			return nil
		}
	}
	return nil
}
