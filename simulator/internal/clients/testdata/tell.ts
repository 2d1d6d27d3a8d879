// What each call came to, a line of JSON each.
export async function tell(index: number, call: Promise<{ data?: unknown; error?: unknown; response: Response }>) {
  const { data, error, response } = await call
  console.log(JSON.stringify({ Index: index, Status: response.status, Body: data ?? error }))
}

// form sends a body as a form, which openapi-fetch leaves to its user.
export function form(body: Record<string, unknown>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(body)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (name === 'file' || name === 'files') data.append(name, new Blob([String(item)]), 'answers.pdf')
      else data.append(name, String(item))
    }
  }
  return data
}
