package report_test

import (
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// bait is what means something to a reader of one of the forms.
var bait = []string{
	"GH-1", "gh-12", "#12", "owner/repo#1", "owner/repo@1a2b3c4", "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d", "1a2b3c4", // references of GitHub
	"!12", "%3", "~bug", "&5", "$7", "^alert#1", "*iteration:1", "[vulnerability:1]", "@user", "@org/team", "@all", // of GitLab
	":+1:", ":smile:", ":rocket:", "http://example.com", "https://example.com/a?b=c#d", "www.example.com", "ftp://example.com",
	"mailto:me@example.com", "me@example.com", "xmpp:me@example.com/x", "<https://example.com>", "[x](https://example.com)", "![x](y)",
	"[x]: https://example.com", "[^1]", "- [ ] x", "1. x", "> x", "# x", "---", "===", "```", "``", "`", "~~~", "~~x~~", "**x**", "__x__", "$x$", "$$",
	"|", "\\|", "\\\\|", "||", "\\", "\\`", "&amp;", "&#124;", "&lt;", "<b>", "</b>", "<!--", "-->", "<?x?>", "<![CDATA[", "]]>", "]]", "</details>",
	"</summary>", "</code>", "<script>alert(1)</script>", "</script>", "</style>", "\" onclick=\"x", "' onclick='x", "{{.}}", "${x}",
	"::error::x", "##[error]x", "%0A", "\n", "\r\n", "\r", "\t", "\v", "\f", "\x00", "\x07", "\x1b[31m", "\x1b]0;x\x07", "\x9b31m", "\x7f", "\u0085",
	"\u2028", "\u2029", "\u200b", "\u200f", "\u202e", "\u2066", "\ufeff", "\ufffe", "\uffff", "\ufffd", "\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80",
	"\u00a0", "\u00ad", "e\u0301", "\U000e0041", "\U0001f600", " ", "  ", "'", "\"", "&", "<", ">", "é", "漢", "a", "0",
}

// hostileText is made of bait, of what is not UTF-8, and of letters; some of it is
// longer than what a form shows.
func hostileText() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom(bait), rapid.SampledFrom(bait), rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 8), func(b []byte) string { return string(b) }),
		rapid.Map(rapid.IntRange(1, 500), func(n int) string { return strings.Repeat("`x", n) }),
		rapid.Map(rapid.IntRange(1, 500), func(n int) string { return strings.Repeat("|", n) }),
	)
	return rapid.Map(rapid.SliceOfN(piece, 1, 12), func(pieces []string) string { return strings.Join(pieces, "") })
}

// hostileTexts are the same ones each time, for a judge that is asked once for all.
// Bait comes in handfuls, short enough to be shown whole.
func hostileTexts(n int) []string {
	texts := []string{hostile, ""}
	for handful := range slices.Chunk(bait, 8) {
		texts = append(texts, strings.Join(handful, " "))
	}
	for seed := range n {
		texts = append(texts, hostileText().Example(seed))
	}
	return texts
}
