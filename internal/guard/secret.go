package guard

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// The parameters of argon2id: the first of those that RFC 9106 and OWASP name for
// little memory. A hash says which it was made with, so that these may change.
const (
	memory  = 19 << 10 // KiB
	passes  = 2
	threads = 1
	keySize = 32
	salted  = 16
)

// hashedAtOnce bounds how many passwords are hashed at once, since each takes 19
// MiB and a tenth of a second.
const hashedAtOnce = 2

// The length of passwords: in characters, and in bytes.
const (
	shortestPassword = 10
	longestPassword  = 1024
)

// Hash is a password as it is kept: argon2id, in PHC string format. The error says
// what is wrong with the password.
func Hash(password string) (string, error) {
	switch {
	case utf8.RuneCountInString(password) < shortestPassword:
		return "", fmt.Errorf("a password has at least %d characters; choose a longer one", shortestPassword)
	case len(password) > longestPassword:
		return "", fmt.Errorf("a password has at most %d bytes; choose a shorter one", longestPassword)
	}
	salt := make([]byte, salted)
	rand.Read(salt)
	key := argon2.IDKey([]byte(password), salt, passes, memory, threads, keySize)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, threads, raw(salt), raw(key)), nil
}

func raw(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }

var errHash = errors.New("the password is kept in a form that this version does not know")

// matches reports whether a password is the one that was hashed.
func matches(hash, password string) (bool, error) {
	var version, m, t, p int
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, errHash
	}
	_, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &m, &t, &p)
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	want, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
	if err := errors.Join(err, saltErr, keyErr); err != nil || version != argon2.Version || m < 8 || m > 1<<20 || t < 1 || t > 100 || p < 1 || p > 64 || len(want) < 16 || len(want) > 256 {
		return false, errHash
	}
	got := argon2.IDKey([]byte(password), salt, uint32(t), uint32(m), uint8(p), uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// nobody is the hash of a password that nobody has, so that a name that is not
// there takes as long as one that is.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// tokenHead begins every token, so that scanners for leaked secrets know it.
const tokenHead = "hearsay_"

// NewToken makes a token, and the digest that is kept of it.
func NewToken() (token string, kept []byte) {
	token = tokenHead + secret()
	return token, digest(token)
}

// secret is 256 random bits in letters.
func secret() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// longestName is how long the name of an account or a token may be, in characters.
const longestName = 64

// CheckName says what is wrong with the name of an account or a token.
func CheckName(name string) error {
	strange := strings.IndexFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@+", r)
	})
	if name == "" || strange >= 0 || !utf8.ValidString(name) || utf8.RuneCountInString(name) > longestName {
		return fmt.Errorf("%q is no name; it is of letters, digits and . _ - @ +, at most %d", name, longestName)
	}
	return nil
}
