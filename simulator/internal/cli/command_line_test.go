package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// hush is the secret in the tests; whatever else a word has stays.
const hush = "h0sh-h0sh"

func TestSecretsOfACommandLine(t *testing.T) {
	f := newSecretFinder(exchange.NewMask("pin"), []string{"DRATA_API_KEY=from-the-environment", "CI=true-true-true", "TOKEN=short"}, "control-token")
	for _, row := range []struct{ words, want string }{
		{"go test -count=1 ./...", "go test -count=1 ./..."},
		{"npm test -- --token " + hush, "npm test -- --token ***"},
		{"npm test --token=" + hush, "npm test --token=***"},
		{"x --api-key " + hush + " --verbose", "x --api-key *** --verbose"},
		{"x --key " + hush, "x --key ***"},
		{"x --token --verbose", "x --token --verbose"},
		{"env API_KEY=" + hush + " PORT=80 npm test", "env API_KEY=*** PORT=80 npm test"},
		{"env KEY=" + hush, "env KEY=***"},
		{"x --pin " + hush + " pin=" + hush, "x --pin *** pin=***"},
		{"curl -u me:" + hush + " x", "curl -u *** x"},
		{"curl https://me:" + hush + "@example.com/a?token=" + hush + "&b=c", "curl https://***@example.com/a?token=***&b=c"},
		{"curl -sSu me:" + hush + " x", "curl -sSu *** x"},
		{"curl -ume:" + hush + " x", "curl -u*** x"},
		{"curl -ume:" + hush + ";" + hush + " x", "curl -u*** x"},
		{"curl --user=me:" + hush + "'" + hush + " x", "curl --user=*** x"},
		{"curl --proxy-user me:" + hush + " -U me:" + hush + " --proxy-user=me:" + hush, "curl --proxy-user *** -U *** --proxy-user=***"},
		{"x -u me -U --user=me --user me -Durl=a:b --username a:b", "x -u me -U --user=me --user me -Durl=a:b --username a:b"},
		{"curl https://me:" + hush + "@" + hush + "@example.com/a@b", "curl https://***@example.com/a@b"},
		{"curl https://me:" + hush + "'" + hush + "@example.com/", "curl https://***@example.com/"},
		{"curl https://example.com?to=a@b https://example.com#a@b", "curl https://example.com?to=a@b https://example.com#a@b"},
		{"x from-the-environment/y control-token", "x ***/y ***"},
		{"x Authorization: Bearer " + hush + " -v", "x Authorization: *** *** -v"},
		{"x Cookie: " + hush + " Accept: y", "x Cookie: *** Accept: y"},
		{"x token= " + hush, "x token=*** ***"},
		{"x short true-true-true", "x short true-true-true"},
		{"x ghp_0123456789abcdefghijABCDEFGHIJ012345", "x ***"},
		{"x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.AbC-_1", "x ***"},
		{"x --monkey banana keyboard=qwertz", "x --monkey banana keyboard=qwertz"},
	} {
		if got := strings.Join(f.words(strings.Fields(row.words)), " "); got != row.want {
			t.Errorf("%s\ngot  %s\nwant %s", row.words, got, row.want)
		}
	}
}

// A script is one word with many in it.
func TestSecretsOfAScript(t *testing.T) {
	f := newSecretFinder(exchange.Mask{}, nil)
	for script, want := range map[string]string{
		`TOKEN=` + hush + `; npm test`:                                         `TOKEN=***`, // the word gives the rest to the name, for all we know
		`cd x && TOKEN=` + hush + ` npm test`:                                  `cd x && TOKEN=*** npm test`,
		`export TOKEN="` + hush + ` ` + hush + `"; npm test`:                   `export TOKEN=***; npm test`,
		`curl -H "Authorization: Bearer ` + hush + `" $URL`:                    `curl -H "Authorization: ***" $URL`,
		`curl -H "Accept: a" -H 'Cookie: a=` + hush + `; b=` + hush + `' $URL`: `curl -H "Accept: a" -H 'Cookie: ***' $URL`,
		`echo Accept: x, Authorization: ` + hush:                               `echo Accept: x, Authorization: ***`,
		`curl -d '{"a": {"token": "` + hush + `"}, "title": "x"}' $URL`:        `curl -d '{"a": {"token": ***}, "title": "x"}' $URL`,
		`curl -d "{\"token\": \"` + hush + `\", \"title\": \"x\"}" $URL`:       `curl -d "{\"token\": ***, \"title\": \"x\"}" $URL`,
		`x --password ` + hush + ` --title x`:                                  `x --password *** --title x`,
		`x --password '` + hush + ` ` + hush + `' --title x`:                   `x --password *** --title x`,
		`say bearer ` + hush + ` to x`:                                         `say bearer *** to x`,
		"Authorization: " + hush + " " + hush + "\nAccept: x":                  "Authorization: ***\nAccept: x",
		`true; curl -u me:` + hush + ` $URL`:                                   `true; curl -u *** $URL`,
		`curl --user me:` + hush + `;curl -u 'me:` + hush + ` ` + hush + `' x`: `curl --user ***;curl -u *** x`,
		`curl -u me:"` + hush + ` \"` + hush + `" --user="me:` + hush + `" x`:  `curl -u *** --user=*** x`,
		`(curl -ume:` + hush + ` -U me:` + hush + ` --proxy-user me:` + hush:   `(curl -u*** -U *** --proxy-user ***`,
		`--user me:` + hush: `--user ***`,
		`["curl","-u","me:` + hush + `","--token", "` + hush + `", "x"]`:        `["curl","-u",***,"--token", ***, "x"]`,
		`curl "https://me:` + hush + `@` + hush + `@example.com/" 'a@b'`:        `curl "https://***@example.com/" 'a@b'`,
		`{"password":"a\"` + hush + `"}`:                                        `{"password":***}`,
		`{"password":"a\\","title":"x"}`:                                        `{"password":***,"title":"x"}`,
		`"{\"password\": \"a\\\"` + hush + `\", \"title\": \"x\"}"`:             `"{\"password\": ***, \"title\": \"x\"}"`,
		`"{\"password\": \"a\\\\\", \"title\": \"x\"}"`:                         `"{\"password\": ***, \"title\": \"x\"}"`,
		`x --password 'a'\''` + hush + `' --title x`:                            `x --password *** --title x`,
		`x --password "a"` + hush + ` --title x`:                                `x --password *** --title x`,
		`x --token "` + hush:                                                    `x --token ***`,
		`npm run test:unit -- --reporter=spec --grep "the token: is refused" x`: `npm run test:unit -- --reporter=spec --grep "the token: ***" x`,
	} {
		if got := f.words([]string{"sh", "-c", script})[2]; got != want {
			t.Errorf("%s\ngot  %s\nwant %s", script, got, want)
		}
	}
}

func TestACommandLineIsBounded(t *testing.T) {
	f := newSecretFinder(exchange.Mask{}, nil)
	words := slices.Repeat([]string{strings.Repeat("é", 1<<20)}, 150)
	masked := f.words(words)
	if len(masked) != maxWords+1 || masked[maxWords] != "… (50 words more)" || len(masked[0]) > maxWord+len("…") {
		t.Errorf("got %d words, the last is %s, the first has %d bytes", len(masked), masked[len(masked)-1], len(masked[0]))
	}
}
