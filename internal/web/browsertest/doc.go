// Package browsertest looks at the pages of hearsay serve in a real browser, as
// their users do: with a mouse, with keys alone, on a small screen, without
// scripts, and with a program that checks whether everybody can use them.
//
// The tests need Chromium and are skipped where there is none.
package browsertest
