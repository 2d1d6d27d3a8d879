package report

import "strings"

// md writes a text so that Markdown makes nothing of it. A pipe would end the cell
// of a table even behind a backslash that is itself escaped, so both are entities.
// The space without width keeps a page from notifying whom a text happens to name.
func md(text string) string { return markdownText.Replace(text) }

var markdownText = strings.NewReplacer(
	`\`, "&#92;", "|", "&#124;", "<", "&lt;", ">", "&gt;", "&", "&amp;", "$", "&#36;", "@", "@&#8203;",
	"`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "~", `\~`, "#", `\#`, "!", `\!`,
	"://", `\://`, "www.", `www\.`,
)
