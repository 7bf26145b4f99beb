package sqlite

import (
	"context"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/store/driver"
)

// A job whose worker is silent goes to another, and is parked when that has
// happened too often; so it is where the clock was set back meanwhile.
func TestSilentWorkers(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir()+"/news.db")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Enqueue(t.Context(), []queue.Job{{Kind: queue.Analyze, Key: "a", Load: []byte("x")}}); err != nil {
		t.Fatal(err)
	}
	silence := []time.Duration{2 * queue.Lease, -1000 * time.Hour}
	for i := range queue.MostAttempts {
		jobs, err := s.Take(t.Context(), 9)
		if err != nil || len(jobs) != 1 || jobs[0].Attempts != i+1 {
			t.Fatalf("attempt %d: %+v, %v", i+1, jobs, err)
		}
		if jobs, err := s.Take(t.Context(), 9); err != nil || len(jobs) != 0 {
			t.Fatalf("taken twice: %+v, %v", jobs, err)
		}
		if _, err := s.write.Exec(`update job set held = ?`, millis(time.Now().Add(-silence[i%2]))); err != nil {
			t.Fatal(err)
		}
	}
	if jobs, err := s.Take(t.Context(), 9); err != nil || len(jobs) != 0 {
		t.Errorf("tried too often: %+v, %v", jobs, err)
	}
	jobs, err := s.Jobs(t.Context(), queue.Parked, 9)
	if err != nil || len(jobs) != 1 || jobs[0].Fault != driver.Silent {
		t.Errorf("parked: %+v, %v", jobs, err)
	}
}

// A worker that is alive keeps its job, however long that takes.
func TestSignsOfLife(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir()+"/news.db")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Enqueue(t.Context(), []queue.Job{{Kind: queue.Analyze, Key: "a", Load: []byte("x")}}); err != nil {
		t.Fatal(err)
	}
	jobs, err := s.Take(t.Context(), 9)
	if err != nil || len(jobs) != 1 {
		t.Fatal(jobs, err)
	}
	if _, err := s.write.Exec(`update job set held = 1`); err != nil {
		t.Fatal(err)
	}
	if err := s.Live(t.Context(), []int64{jobs[0].ID}); err != nil {
		t.Fatal(err)
	}
	if jobs, err := s.Take(context.Background(), 9); err != nil || len(jobs) != 0 {
		t.Errorf("taken from one who lives: %+v, %v", jobs, err)
	}
}
