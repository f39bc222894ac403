import { cleanLine } from './clean-text.ts'

/** Ends a word for whatever would make a link of it, and is not seen. */
const gap = '&#8203;'

/**
 * In one pass, so that nothing is escaped twice:
 * - `sign`: what Markdown or HTML would act on; an underscore between letters, with which code is written, is none;
 * - `dollar`: would open a formula;
 * - `hash`: as long as the name of a commit;
 * - `word`: behind it stands what would make a mention, an issue, an advisory, an address, an emoji or a list of it.
 */
const active =
  /(?<sign>[&<>\\`*[\]|~]|(?<![^\W_])_|_(?![^\W_])|^[-+=])|(?<dollar>\$)|(?<hash>\b[0-9a-f]{7,}\b)|(?<word>[@#]|^:|:(?=[\w/+-])|www(?=\.)|(?:gh|ghsa|cve)(?=-)|^\d+(?=[.)]))/gi

const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/**
 * Text of a model or a dataset as one line that reads the same in Markdown and in HTML (a paragraph, a list item, a heading, a
 * table cell, the text of a link, a `<summary>`) and does nothing there. What it adds is character references, invisible gaps,
 * and `<span>` around a dollar sign, which is how GitHub wants one that is no formula.
 *
 * @param limit characters of the text at most, default 1,000
 */
export function escapeMarkdown(text: string, limit?: number): string {
  return cleanLine(text, limit).replace(active, (found: string, ...rest: unknown[]) => {
    const [sign, dollar, hash] = rest
    if (sign !== undefined) return named[found] ?? `&#${found.charCodeAt(0)};`
    if (dollar !== undefined) return '<span>$</span>'
    return hash === undefined ? found + gap : found.replace(/.{6}(?=.)/g, `$&${gap}`)
  })
}
