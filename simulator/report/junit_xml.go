package report

import "encoding/xml"

// What follows is JUnit XML, of which there is no standard, only readers. The
// elements and attributes are those that Jenkins (its JUnit plugin and its xUnit
// plugin, whose schema is strict), GitLab, CircleCI, the actions of GitHub and
// Surefire's readers know alike; testdata has their schemas. Times of cases are zero and
// hosts left out; how long the run took, and its date, are there if they are known.

// noTime stands where a reader wants to have a time.
const noTime = "0.000"

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string           `xml:"name,attr"`
	Tests      int              `xml:"tests,attr"`
	Failures   int              `xml:"failures,attr"`
	Errors     int              `xml:"errors,attr"`
	Skipped    int              `xml:"skipped,attr"` // always none: Surefire wants it to be there
	Time       string           `xml:"time,attr"`
	Timestamp  string           `xml:"timestamp,attr,omitempty"` // when the run began
	Properties *[]junitProperty `xml:"properties>property"`      // a pointer, since an empty list is written
	Cases      []junitCase      `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

// junitCase passes if it has no failure.
type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitFailure `xml:"failure"`
}

type junitFailure struct {
	Message string      `xml:"message,attr"`
	Type    FindingKind `xml:"type,attr"`
	Text    string      `xml:",cdata"`
}

// add counts the suite with the others; one without cases is left out.
func (s *junitSuites) add(suite junitSuite) {
	if len(suite.Cases) == 0 {
		return
	}
	s.Suites = append(s.Suites, suite)
	s.Tests += suite.Tests
	s.Failures += suite.Failures
}

func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
}
