// Package export writes records for people and for other programs.
//
// Every format is a [Writer]: it is given one record after another and keeps
// none, so that memory stays flat over any number of articles.
package export

import (
	"github.com/hearsay-news/hearsay/record"
)

// Writer writes records in one format.
type Writer interface {
	// Write writes one record.
	Write(r *record.Record) error
	// Close writes what ends the output. It does not close the file below.
	Close() error
}

// Options are what a format may ask of the place it is written to.
type Options struct {
	Color bool   // escape sequences for colour are understood
	Width int    // columns; 0: 80
	Dir   string // folder for formats that write files (brat)
}
