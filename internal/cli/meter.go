package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// meter tells how much of some files has been read, by their bytes as they lie on
// the disk. A nil meter knows nothing.
type meter struct {
	sizes map[string]int64 // of each file
	total int64            // of all

	mu      sync.Mutex
	before  int64 // of the files that are done
	read    int64 // of all, so far
	samples []sample
}

// sample is how much had been read at a moment.
type sample struct {
	at   time.Time
	read int64
}

// newMeter is the meter of inputs; nil where some are no files, and nobody can say
// how much there is.
func newMeter(in []input) *meter {
	m := &meter{sizes: map[string]int64{}}
	for _, one := range in {
		if one.path == "" {
			return nil
		}
		switch info, err := os.Stat(one.path); {
		case err != nil: // it is complained about when it is opened
		case !info.Mode().IsRegular():
			return nil
		default:
			m.sizes[one.path] = info.Size()
			m.total += info.Size()
		}
	}
	return m
}

// metered is a Reader of r that tells the meter of each byte, which stands for so
// many on the disk.
func (m *meter) metered(r io.Reader, each float64) io.Reader {
	if m == nil {
		return r
	}
	return &meteredReader{r, m, each}
}

type meteredReader struct {
	io.Reader
	m    *meter
	each float64
}

func (r *meteredReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.m.mu.Lock()
	r.m.read += int64(float64(n) * r.each)
	r.m.mu.Unlock()
	return n, err
}

// done says that nothing more is read of an input.
func (m *meter) done(in input) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.before += m.sizes[in.path]
	m.read = m.before
}

// lately is for how long back the speed is taken: passing over what is known takes
// much less time than what comes after it.
const lately = 30 * time.Second

// left says how much is read and how long the rest will take: "41% read, 3 min left".
func (m *meter) left(now time.Time) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.total == 0 {
		return ""
	}
	read := min(m.read, m.total)
	for len(m.samples) > 1 && now.Sub(m.samples[1].at) >= lately {
		m.samples = m.samples[1:]
	}
	m.samples = append(m.samples, sample{now, read})
	s := fmt.Sprintf("%d%% read", 100*read/m.total)
	first := m.samples[0]
	if took := now.Sub(first.at); took >= time.Second && read > first.read && read < m.total {
		s += ", " + roughly(time.Duration(float64(took)*float64(m.total-read)/float64(read-first.read))) + " left"
	}
	return s
}

// roughly is a time in words: "40 s", "12 min", "3 h 20 min".
func roughly(d time.Duration) string {
	switch minutes := int(d.Round(time.Minute).Minutes()); {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(1, int(d.Seconds())))
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	default:
		return fmt.Sprintf("%d h %02d min", minutes/60, minutes%60)
	}
}
