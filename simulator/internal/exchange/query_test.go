package exchange

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
)

func TestQueries(t *testing.T) { // A52, A53
	for raw, want := range map[string]url.Values{
		"":                                   {},
		"&&":                                 {},
		"a":                                  {"a": {""}},
		"=":                                  {"": {""}},
		"a=1&a=2&b=":                         {"a": {"1", "2"}, "b": {""}},
		"a=b=c":                              {"a": {"b=c"}},
		"a=x+y%20z%2B":                       {"a": {"x y z+"}},
		"expand%5B%5D=user&expand[]=other":   {"expand[]": {"user", "other"}},
		"expand[0]=user&expand%5B12%5D=x":    {"expand[]": {"user", "x"}},
		"expand=user&Expand[]=user":          {"expand": {"user"}, "Expand[]": {"user"}},
		"expand[a]=x&expand[-1]=x&[0]=x":     {"expand[a]": {"x"}, "expand[-1]": {"x"}, "[0]": {"x"}},
		"a[0][1]=x&a[b][1]=x&a]=x&a[0=x":     {"a[0][]": {"x"}, "a[b][]": {"x"}, "a]": {"x"}, "a[0": {"x"}},
		"expand[]=%zz":                       {"expand[]": {"%zz"}},
		"expand[]=%":                         {"expand[]": {"%"}},
		"expand[]=%4":                        {"expand[]": {"%4"}},
		"expand[]=a+%zz":                     {"expand[]": {"a %zz"}},
		"expand[]=%ff":                       {"expand[]": {"%ff"}},
		"%ff=user":                           {"%ff": {"user"}},
		"%zz[]=user":                         {"%zz[]": {"user"}},
		"expand[]=user;a=b":                  {"expand[]": {"user;a=b"}},
		"expand[]=user;expand[]=x&b=1":       {"expand[]": {"user;expand[]=x"}, "b": {"1"}},
		strings.Repeat("a=1&", 1000) + "b=1": {"a": slices1000("1")},
	} {
		if got := ParseQuery(raw); !reflect.DeepEqual(got, want) {
			t.Errorf("%.40q: got %v, want %v", raw, got, want)
		}
	}
}

func slices1000(text string) []string { return strings.Split(strings.Repeat(text, 1000), "") }
