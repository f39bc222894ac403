/** What of a page GitHub or a browser would act on, after its own links, folds, tables and code are taken out. */
const active: readonly (readonly [string, RegExp])[] = [
  ['a mention or an address', /@[\w-]/],
  ['an issue', /#\d|\bgh-\d/i],
  ['an advisory', /\b(ghsa|cve)-\w/i],
  ['a commit', /\b[0-9a-f]{7,40}\b/i],
  ['an address', /:\/\/|www\.|mailto:\w/i],
  ['an emoji', /:[\w+-]+:/],
]

/** Characters with a meaning in Markdown or HTML that are left when all that is ours was taken out. */
const syntax = /[`<>[\]*~|$\\]|(^|\W)_|_(\W|$)/

const hidden = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}\u{e0000}-\u{e007f}\u200b\ufeff]/u

const ownLink =
  /\[([^[\]]*)\]\(https:\/\/github\.com\/acme\/desk\/blob\/c0ffeec0ffeec0ffeec0ffeec0ffeec0ffee0123\/[\w%./-]+(\?plain=1)?#L\d+\)/g

/** Everything on a page that a text has no right to. */
export function activeParts(markdown: string): string[] {
  const { lines, problems } = withoutFences(markdown)
  if (hidden.test(markdown.replaceAll('\n', '').replaceAll('##\u200b[', '')))
    problems.push('a hidden character')
  for (const line of lines) {
    const text = withoutOwn(withoutCodeSpans(line))
    if (syntax.test(text)) problems.push(`syntax: ${line}`)
    const seen = decode(text)
    for (const [what, pattern] of active) if (pattern.test(seen)) problems.push(`${what}: ${line}`)
  }
  return problems
}

/** The blocks and marks of a page without its texts: what a hostile text must not change. */
export function skeleton(markdown: string): string[] {
  return withoutFences(markdown).lines.map((line) =>
    withoutCodeSpans(line)
      .replace(ownLink, '[]()')
      .replaceAll(/<span>\$<\/span>/g, '')
      .replaceAll(/[^<>|[\]()`*#>-]+/g, (text) => (text.trim() === '' ? text : 'x'))
      .replaceAll(/(?<![<|[*] ?)[-()#]+/g, '')
      .replaceAll(/x[x ]*/g, 'x'),
  )
}

function withoutFences(markdown: string): { lines: string[]; problems: string[] } {
  const problems: string[] = []
  const lines: string[] = []
  let fence: string | undefined
  let depth = 0
  for (const line of markdown.split('\n')) {
    const [run] = /^`{3,}/.exec(line) ?? []
    if (fence !== undefined) {
      if (run !== undefined && run.length >= fence.length && line.trim() === run) fence = undefined
      continue
    }
    if (run === undefined) lines.push(line)
    else fence = run
    const bare = withoutCodeSpans(line)
    depth += (bare.match(/<details>/g)?.length ?? 0) - (bare.match(/<\/details>/g)?.length ?? 0)
    if (depth < 0 || depth > 1) problems.push(`a fold out of order: ${line}`)
  }
  if (fence !== undefined) problems.push('an open fence')
  if (depth !== 0) problems.push('an open fold')
  return { lines, problems }
}

/** By CommonMark's rule: a run of backticks closes with the next one of its length. */
function withoutCodeSpans(line: string): string {
  return line.replace(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g, '')
}

function withoutOwn(line: string): string {
  return line
    .replace(ownLink, '$1')
    .replaceAll('<span>$</span>', ' ')
    .replace(/^> \[!(CAUTION|WARNING|NOTE|TIP)\]$/, '')
    .replace(/^>( |$)/, '')
    .replace(/^<details><summary>(.*)<\/summary>$/, '$1')
    .replace(/^<\/details>$/, '')
    .replace(/^<sub>(.*)<\/sub>$/, '$1')
    .replace(/<b>(.*)<\/b>/, '$1')
    .replace(/^\| (.*) \|$/, (_, cells: string) => cells.replaceAll(' | ', ' '))
    .replace(/^_(Left out, .*)_$/, '$1')
    .replace(/\*\*(.*)\*\*/, '$1')
    .replace(/^(#{2,3}|- | {2}- )/, '')
    .replace(/\\$/, '')
}

/** The text as GitHub's filters see it, when Markdown and HTML are read. */
function decode(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
