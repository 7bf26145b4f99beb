package web

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/ingest"
	"github.com/hearsay-news/hearsay/record"
)

func (s *server) addPage(*http.Request) (*view, error) {
	return &view{page: "add", title: "Add articles", active: "add", data: s.imports.list()}, nil
}

// add reads the article at an address, or the one that was pasted, and shows its
// record at once.
func (s *server) add(r *http.Request) (*view, error) {
	a, err := s.pasted(r)
	rec, err := s.Analyze(r.Context(), a, err)
	if err != nil {
		return nil, err
	}
	if rec.Refused != "" {
		reason, detail, _ := strings.Cut(rec.Refused, ": ")
		return nil, article.Refuse(article.Reason(reason), detail)
	}
	if _, err := s.Store.Put(r.Context(), []*record.Record{rec}); err != nil {
		return nil, err
	}
	return &view{to: articlePath(rec.Article.ID)}, nil
}

// pasted is the article of the form: of the address in it, or the text.
func (s *server) pasted(r *http.Request) (*article.Article, error) {
	words := strings.TrimSpace(field(r, "article"))
	switch {
	case words == "":
		return nil, bad("nothing was written; paste the address of an article, or its text")
	case isAddress(words):
		return s.Page(r.Context(), words)
	}
	a, err := s.Article(r.Context(), ingest.Text, "", words)
	if a == nil {
		return nil, err
	}
	if title := strings.TrimSpace(field(r, "title")); title != "" {
		a.Title = title
	}
	if outlet := strings.TrimSpace(field(r, "outlet")); outlet != "" {
		a.Outlet.Name = outlet
	}
	if day := field(r, "published"); day != "" {
		var e error
		if a.Published, e = article.ParseMoment(day); e != nil {
			return nil, bad("%v", e)
		}
	}
	return a, err
}

// isAddress reports whether all of what was pasted is an address on the web.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") && !strings.ContainsAny(s, " \n\t")
}

// mostFiles is how many files may be sent at once.
const mostFiles = 1000

// addFiles keeps what was sent in files of their own and begins to read them.
func (s *server) addFiles(r *http.Request) (*view, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, errNoFile
	}
	var begun []*importing
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && part.FileName() != "" {
			var one *importing
			if one, err = s.keep(part, len(begun)); err == nil {
				begun = append(begun, one)
			}
		}
		if err != nil {
			return nil, unsent(err, begun)
		}
	}
	switch len(begun) {
	case 0:
		return nil, errNoFile
	case 1:
		return &view{to: fmt.Sprintf("/add/%d", begun[0].N)}, nil
	}
	return &view{to: "/add#files-added"}, nil
}

var errNoFile = bad("no file was sent; choose some first")

// keep keeps a file, behind so many that were sent with it, and has it read.
func (s *server) keep(part *multipart.Part, before int) (*importing, error) {
	if before == mostFiles {
		return nil, &fault{http.StatusRequestEntityTooLarge, fmt.Sprintf("No more than %s may be sent at once; send the others after them, or all in a ZIP file.", export.Count(mostFiles, "file"))}
	}
	f, err := s.imports.keep(part.FileName(), part)
	if err != nil {
		if _, ok := errors.AsType[*fs.PathError](err); ok {
			s.Log.Error("keep a file that was sent", "error", err)
			err = &fault{http.StatusInsufficientStorage, "The server can't keep the file; its log says why. There may be no room on its disk."}
		}
		return nil, err
	}
	return s.imports.begin(f), nil
}

// unsent is an error of what was sent behind files that are there.
func unsent(err error, begun []*importing) error {
	f, ok := errors.AsType[*fault](err)
	if !ok {
		f, _ = errors.AsType[*fault](unreadable(err))
	}
	if len(begun) == 0 {
		return f
	}
	last := begun[len(begun)-1].Name
	return &fault{f.status, fmt.Sprintf("%s\n\n%s, up to %s, came whole and will be read; send those behind again.", f.what, export.Count(len(begun), "file"), last)}
}
