/** A `<details>` that is closed: `summary` is safe text, `body` Markdown with every fence of its own closed. */
export function fold(summary: string, body: string): string {
  return body === '' ? '' : `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`
}
