package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/trace"
)

// traceMedia are the types of traces that are not those of exports.
var traceMedia = map[string]string{
	"dot": "text/vnd.graphviz; charset=utf-8", "graphml": "application/xml", "prov": "application/ld+json", "json": "application/json",
}

// Written says how a trace is to be written.
type Written struct {
	Format string `query:"format" default:"json" doc:"The format: those of hearsay trace."`
	Table  string `query:"table" doc:"The table that csv and parquet have; the first where left out."`
}

// traced is a trace in its format.
type traced struct {
	ContentType string `header:"Content-Type"`
	Policy      string `header:"Content-Security-Policy"`
	Body        []byte
}

var errNoTraces = huma.NewError(http.StatusNotImplemented, "this server makes no traces; run hearsay trace")

func (s *server) traceArticle(ctx context.Context, in *struct {
	One
	Written
}) (*traced, error) {
	if s.Trace == nil {
		return nil, errNoTraces
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	r, err := s.Store.Get(ctx, in.Ref)
	if err != nil {
		return nil, err
	}
	t, err := s.Trace(ctx, r)
	if err != nil {
		return nil, err
	}
	return in.write(t)
}

func (s *server) traceQuotation(ctx context.Context, in *struct {
	Words string `query:"words" required:"true" minLength:"1" maxLength:"500" doc:"That somebody says, in a row."`
	Written
}) (*traced, error) {
	if s.Quotation == nil {
		return nil, errNoTraces
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	t, err := s.Quotation(ctx, in.Words)
	if err != nil {
		return nil, err
	}
	return in.write(t)
}

func (w *Written) check() error {
	if err := oneOf("query.format", w.Format, export.TraceFormats()); err != nil || w.Table == "" {
		return err
	}
	if !export.HasTables(w.Format) {
		return wrong("query.table", "the format %s has no tables; choose csv or parquet, or leave it out", w.Format)
	}
	return oneOf("query.table", w.Table, export.TraceTables())
}

func (w *Written) write(t *trace.Trace) (*traced, error) {
	var b bytes.Buffer
	if err := export.WriteTrace(w.Format, &b, t, export.Options{Width: 80, Table: w.Table}); err != nil {
		return nil, err
	}
	return &traced{mediaOfTrace(w.Format), exportPolicy, b.Bytes()}, nil
}

func mediaOfTrace(format string) string {
	if kind := traceMedia[format]; kind != "" {
		return kind
	}
	return media[format][0]
}
