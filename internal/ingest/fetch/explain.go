package fetch

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/hearsay-news/hearsay/article"
)

func unreachable(format string, args ...any) error {
	return article.Refuse(article.Unreachable, fmt.Sprintf(format, args...))
}

// slow is the cause of a context that ends because a page takes too long.
type slow struct{ limit time.Duration }

func (e *slow) Error() string {
	return fmt.Sprintf("no whole answer within %v; try again later, or give more time with --timeout", e.limit)
}

// cause is why a request ended: the reason of its context, where that is done.
func cause(ctx context.Context, err error) error {
	why := context.Cause(ctx)
	if _, late := errors.AsType[*slow](why); !late && ctx.Err() == context.Canceled {
		return context.Canceled
	}
	return cmp.Or(why, err)
}

// explain makes of what the network says a refusal that says what to do. A
// cancelled context stays what it is.
func (c *Client) explain(u *url.URL, err error) error {
	host := u.Hostname()
	if ue, ok := errors.AsType[*url.Error](err); ok {
		if at, perr := url.Parse(ue.URL); perr == nil && at.Hostname() != "" {
			host = at.Hostname() // a redirect may have led to another host
		}
	}
	if r := article.Refused(err); r != nil {
		return r
	}
	if e, ok := errors.AsType[*private](err); ok {
		if host == e.addr.String() {
			return unreachable("%v", e)
		}
		return unreachable("%s: %v", host, e)
	}
	if e, ok := errors.AsType[*port](err); ok {
		return unreachable("%v", e)
	}
	if e, ok := errors.AsType[*slow](err); ok {
		return unreachable("%v", e)
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	return unreachable("%s", network(host, err))
}

// network puts the commoner mishaps of a connection in plain words.
func network(host string, err error) string {
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		if e.IsNotFound {
			return fmt.Sprintf("there is no host %s; check the address", host)
		}
		return fmt.Sprintf("the name %s could not be looked up; check your connection", host)
	}
	if why := handshake(err); why != "" {
		return fmt.Sprintf("the connection to %s is not safe: %s; open it in a browser and save the page", host, why)
	}
	if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() {
		return fmt.Sprintf("%s does not answer in time; try again later, or give more time with --timeout", host)
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Sprintf("%s refuses the connection; check the address, or try again later", host)
	}
	if errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH) {
		return fmt.Sprintf("there is no way to %s; check your connection", host)
	}
	return fmt.Sprintf("%s breaks off: %v; try again later", host, innermost(err))
}

// handshake says what is wrong with a certificate, or "".
func handshake(err error) string {
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		err = e.Err
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "its certificate is another's"
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok && e.Reason == x509.Expired {
		return "its certificate has expired or is not yet valid"
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "its certificate is signed by nobody known"
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return "it does not speak TLS"
	}
	if s := innermost(err).Error(); strings.HasPrefix(s, "tls: ") || strings.HasPrefix(s, "x509: ") {
		return strings.TrimPrefix(strings.TrimPrefix(s, "tls: "), "x509: ")
	}
	return ""
}

func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// byStatus says of the commoner answers what to do.
var byStatus = map[int]string{
	http.StatusUnauthorized:               "it asks for a login; open it in a browser and save the page",
	http.StatusPaymentRequired:            "it asks for payment; open it in a browser and save the page",
	http.StatusForbidden:                  "the server does not let programs in; open it in a browser and save the page",
	http.StatusNotFound:                   "there is no such page; check the address",
	http.StatusGone:                       "the page was taken down; look for it in a web archive",
	http.StatusTooManyRequests:            "the server was asked too often; try again later",
	http.StatusUnavailableForLegalReasons: "the page is withheld for legal reasons; look for it in a web archive",
}

func refuseStatus(res *http.Response) error {
	code := res.StatusCode
	what := byStatus[code]
	switch {
	case what != "":
	case code >= 500:
		what = "the server has a problem; try again later"
	case code >= 400:
		what = "the server does not give the page; open it in a browser and save the page"
	case code >= 300:
		what = "it redirects to nowhere; open it in a browser and save the page"
	default:
		what = "the answer holds no page; open it in a browser and save the page"
	}
	if wait := res.Header.Get("Retry-After"); wait != "" && len(wait) <= 32 && (code == 429 || code == 503) {
		what += fmt.Sprintf(" (it says after %s)", inWords(wait))
	}
	status := strings.TrimSpace(fmt.Sprint(code, " ", http.StatusText(code)))
	if code == http.StatusUnauthorized || code == http.StatusPaymentRequired {
		return article.Refuse(article.Paywall, fmt.Sprintf("the server answers %s: %s", status, what))
	}
	return unreachable("the server answers %s: %s", status, what)
}

// inWords is a Retry-After: seconds or a date.
func inWords(wait string) string {
	if d, err := time.ParseDuration(wait + "s"); err == nil {
		return d.String()
	}
	if t, err := http.ParseTime(wait); err == nil {
		return t.UTC().Format("2006-01-02 15:04 UTC")
	}
	return "a while"
}
