package when

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// An expression says the same of the same call, whatever the order of Go's maps is and
// wherever the machine stands.
func TestExpressionsAreRepeatable(t *testing.T) {
	here := time.Local
	time.Local = time.FixedZone("CET", 3600) // as on a machine in Paris
	defer func() { time.Local = here }()

	body := map[string]any{}
	header := http.Header{}
	for _, name := range strings.Split("B D A C F E", " ") {
		body[name], header[name] = "of "+name, []string{"of " + name}
	}
	call := &Call{
		Request: &exchange.Request{JSON: body, Header: header},
		Now:     time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC),
	}
	for _, text := range []string{
		`keys(body) == ["A", "B", "C", "D", "E", "F"]`,
		`keys(header)[0] == "A"`,
		`values(body)[5] == "of F"`,
		`toPairs(body)[1] == ["B", "of B"]`,
		`keys(groupBy(values(body), # < "of C")) == [false, true]`,
		`now.Day() == 22`,
		`date("2026-11-22").Location().String() == "UTC"`,
		`date("22 Nov 26 00:00 CET", "02 Jan 06 15:04 MST").Unix() == 1795305600`,
	} {
		c := whereCondition(text)
		for range 30 {
			if again := *call; !c.Holds(&again) {
				t.Fatalf("%s: got %s", text, c.Got(call))
			}
		}
	}
	for text, want := range map[string]string{
		`now.Local().Hour() == 0`:                          "a time has no Local here: it is in UTC (1:5)",
		`now() > date("2026-01-01")`:                       "not callable",
		`now.In(timezone("Europe/Paris")).Day() == 23`:     "a time has no In here: it is in UTC (1:5)",
		`timezone("UTC") == nil`:                           "unknown name timezone",
		`date("2026-11-22", "2006", "Europe/Paris") > now`: "too many arguments to call date",
	} {
		if _, err := compileWhere(text); err == nil || !strings.Contains(exprProblem(err), want) {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
}
