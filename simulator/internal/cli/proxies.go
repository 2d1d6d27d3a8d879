package cli

import (
	"net/url"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/report"
)

// noProxy are the variables that say which hosts are called without a proxy. Some
// clients read one of them, some the other.
var noProxy = []string{"NO_PROXY", "no_proxy"}

// pastProxies lets clients call the hosts of some URLs without a proxy, beside those
// that the environment names already.
func pastProxies(environment []string, urls ...string) []string {
	var named []string
	for _, name := range noProxy {
		if value := variable(environment, name); value != "" && !slices.Contains(named, value) {
			named = append(named, value)
		}
	}
	hosts := strings.Split(strings.Join(named, ","), ",")
	for _, text := range urls {
		if parsed, err := url.Parse(text); err == nil && !slices.Contains(hosts, parsed.Hostname()) {
			hosts = append(hosts, parsed.Hostname())
		}
	}
	if hosts[0] == "" {
		hosts = hosts[1:]
	}
	for _, name := range noProxy {
		environment = append(environment, name+"="+strings.Join(hosts, ","))
	}
	return environment
}

// variable is what a variable is in an environment, where the last one counts.
func variable(environment []string, name string) string {
	for _, text := range slices.Backward(environment) {
		if value, found := strings.CutPrefix(text, name+"="); found {
			return value
		}
	}
	return ""
}

// blameProxies names the proxies of the environment where there was no call: not
// every client heeds NO_PROXY.
func blameProxies(proved report.Report, environment []string) report.Report {
	var set []string
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
		if variable(environment, name) != "" {
			set = append(set, name)
		}
	}
	if len(set) == 0 {
		return proved
	}
	proved.Findings = slices.Clone(proved.Findings)
	for i, finding := range proved.Findings {
		if finding.Kind == report.FindingNoCalls {
			proved.Findings[i].Text += "; " + strings.Join(set, " and ") + " may have led them to a proxy: have the client heed NO_PROXY, or unset it"
		}
	}
	return proved
}
