package cli

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// What a report has of a command line at most.
const (
	maxWords = 100
	maxWord  = 1000     // bytes
	maxRead  = 64 << 10 // bytes of a word that are looked at
)

// minSecretValue is how many bytes the value of a variable has at least that is looked
// for in words: shorter ones, such as yes, stand in words that have nothing to do with it.
const minSecretValue = 8

// secretFinder masks what is secret in the words of a command line. A command line has no
// form that says what is: what has the name of a secret goes, what looks like one, and
// what the environment has under such a name, wherever it stands. Rather too much is
// masked than too little.
type secretFinder struct {
	mask   exchange.Mask
	values []string // that are secret wherever they stand, the longest first
}

// newSecretFinder knows the names that a mask hides, the variables of environments whose
// names are those of secrets, and further secrets.
func newSecretFinder(mask exchange.Mask, environment []string, secrets ...string) secretFinder {
	f := secretFinder{mask: mask}
	for _, variable := range environment {
		if name, value, _ := strings.Cut(variable, "="); len(value) >= minSecretValue && f.isSecret(name) {
			f.values = append(f.values, value)
		}
	}
	for _, secret := range secrets {
		if secret != "" {
			f.values = append(f.values, secret)
		}
	}
	slices.SortFunc(f.values, func(a, b string) int { return len(b) - len(a) })
	return f
}

// isSecret tells whether a name is that of a secret: of a header, a variable or a flag.
// KEY and --key are, too, as names that end so.
func (f secretFinder) isSecret(name string) bool {
	name = strings.ReplaceAll(strings.Trim(name, `-"'`), "_", "-")
	return name != "" && (f.mask.HidesHeader("-"+name) || f.mask.HidesHeader(name) || f.mask.Hides(name) ||
		f.mask.Hides(strings.ReplaceAll(name, "-", "_")))
}

// words are those of a command line, masked and within bounds.
func (f secretFinder) words(words []string) []string {
	var masked []string
	for i, word := range words {
		if i == maxWords {
			return append(masked, fmt.Sprintf("… (%d words more)", len(words)-maxWords))
		}
		if i > 0 && f.announces(words[i-1], word) {
			word = exchange.Masked
		}
		masked = append(masked, exchange.Abbreviate(f.word(word[:min(len(word), maxRead)]), maxWord))
	}
	return masked
}

// announces tells whether a word says that the next one is a secret: --token abc,
// -u name:password, Cookie: abc or Bearer abc.
func (f secretFinder) announces(word, next string) bool {
	if name := strings.TrimRight(word, ":="); name != word && f.isSecret(name) || strings.EqualFold(word, "bearer") || strings.EqualFold(word, "basic") {
		return true
	}
	if !strings.HasPrefix(word, "-") || strings.HasPrefix(next, "-") || strings.ContainsAny(word, "=: ") {
		return false
	}
	return f.isSecret(word) || credentialsFlag.MatchString(word) && strings.Contains(next, ":")
}

// credentialsNames are those of the flags of curl and its like for a user.
const credentialsNames = `-[#0346aBfgGijklLMnNOpqRsSv]*[uU]|--(?:proxy-)?user`

var (
	// assignment is a word that as a whole gives a value to a name.
	assignment = regexp.MustCompile(`^(-{0,2}[A-Za-z_][\w.-]*)=`)
	// named is a name in a longer word, a script, a header, an object or a list of JSON, with
	// what stands between it and its value.
	named = regexp.MustCompile(`(-{0,2}[A-Za-z_][\w.-]*)(\\?["']?[ \t]*[=:][ \t]*|["'][ \t]*,[ \t]*|[ \t]+)`)
	// userinfo stands in a URL before the host, to the last @. Only a word that begins with a URL
	// has quotes in it that end nothing.
	userinfo = regexp.MustCompile(`(^[A-Za-z][A-Za-z0-9+.-]*://)[^/?#\s]+@|([A-Za-z][A-Za-z0-9+.-]*://)[^/?#\s"']+@`)
	// credentialsFlag has a name and a password, with a colon between them, for its value. Curl
	// has it behind other switches in one word, too.
	credentialsFlag = regexp.MustCompile(`^(?:` + credentialsNames + `)$`)
	// credentials are that flag in a longer word with what stands between it and its value, also
	// in a list of JSON, and the value in the quotes of shells.
	credentials = regexp.MustCompile(`(^|[\s"'(;&|])(` + credentialsNames + `)(=|["'][ \t]*,[ \t]*|[ \t]+|)` +
		`((?:"(?:\\.|[^"\\])*"?|'[^']*'?|\\.|[^\s"'\\;&|])+)`)
	// scheme is that of an Authorization.
	scheme = regexp.MustCompile(`(?i)\b(bearer|basic)([ \t]+)[^\s"']+`)
	// tokens are secrets by their form: of GitHub, GitLab, npm, Slack, AWS, of what begins
	// with sk-, and JSON Web Tokens.
	tokens = regexp.MustCompile(`\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{15,}|npm_\w{20,}|xox[a-z]-[\w-]{10,}|` +
		`AKIA[0-9A-Z]{16}|sk-[\w-]{16,}|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)`)
)

// word is a word without its secrets.
func (f secretFinder) word(word string) string {
	for _, secret := range f.values {
		word = strings.ReplaceAll(word, secret, exchange.Masked)
	}
	if parts := assignment.FindStringSubmatch(word); parts != nil && f.isSecret(parts[1]) {
		return parts[0] + exchange.Masked
	}
	word = userinfo.ReplaceAllString(word, "${1}${2}"+exchange.Masked+"@")
	word = tokens.ReplaceAllString(word, exchange.Masked)
	word = withoutCredentials(word)
	return scheme.ReplaceAllString(f.withoutValues(word), "${1}${2}"+exchange.Masked)
}

// withoutCredentials masks the values of flags that have a name and a password. A flag that
// begins the word has all of the rest.
func withoutCredentials(word string) string {
	var b strings.Builder
	end := 0 // of what is written
	for _, at := range credentials.FindAllStringSubmatchIndex(word, -1) {
		separator, value := word[at[6]:at[7]], word[at[8]:at[9]]
		if strings.Contains(separator, ",") {
			value = inQuotes.FindString(value)
		}
		if !strings.Contains(value, ":") {
			continue
		}
		b.WriteString(word[end:at[8]] + exchange.Masked)
		if at[4] == 0 && (separator == "" || separator == "=") {
			return b.String()
		}
		end = at[8] + len(value)
	}
	return b.String() + word[end:]
}

// withoutValues masks the values behind names that are those of secrets.
func (f secretFinder) withoutValues(word string) string {
	var b strings.Builder
	end := 0 // of what is written
	for _, at := range named.FindAllStringSubmatchIndex(word, -1) {
		name, separator, value := word[at[2]:at[3]], word[at[4]:at[5]], word[at[1]:]
		isFlag := strings.HasPrefix(name, "-") && !strings.HasPrefix(value, "-")
		if at[0] < end || value == "" || !isFlag && !strings.ContainsAny(separator, "=:") || !f.isSecret(name) {
			continue
		}
		b.WriteString(word[end:at[1]] + exchange.Masked)
		end = at[1] + valueLength(separator, value)
	}
	return b.String() + word[end:]
}

// valueLength is how many bytes of a text are the value that it begins with. What a
// header says, behind a colon, goes on to the end of its line.
func valueLength(separator, text string) int {
	stops := " \t\r\n\"'&;|"
	if strings.Contains(separator, ":") {
		stops = "\r\n\"'"
	}
	end := len(inQuotes.FindString(text))
	if end > 0 && !goesOn.MatchString(text[end:]) {
		return end
	}
	if i := strings.IndexAny(text[end:], stops); i >= 0 {
		return end + i
	}
	return len(text)
}

// goesOn is what lets a word of a shell go on behind a quote.
var goesOn = regexp.MustCompile(`^[\w$%+./-]`)

// inQuotes is what a text begins with in quotes, which may lack their end. What is escaped ends
// nothing, as deep as the quote itself is escaped, and neither does the way in which shells have
// a single quote between single ones.
var inQuotes = regexp.MustCompile(`^(?s:\\"(?:\\\\(?:\\.|[^\\])|\\[^"\\]|[^\\])*(?:\\")?` +
	`|"(?:\\.|[^"\\])*"?|'(?:'\\''|\\.|[^'\\])*'?)`)
