/** A line of a template. What is `fixed` stays as it is: code, JSON, examples between tags. */
export interface TemplateLine {
  readonly text: string
  readonly fixed: boolean
}

const fence = /^[ \t]*(`{3,}|~{3,})/
const exampleTag = /^[ \t]*<(examples?|inputs?|outputs?|samples?|documents?|data|code|text)\b[^>]*>[ \t]*$/i
/** Begins like JSON or markup, and not like a placeholder. */
const dataStart = /^[ \t]*(?:\{(?!\{)|\[|\}|\]|"|<|\|)/
const indentedCode = /^(?: {4}|\t)/
const bullet = /^[ \t]*(?:[-*+•]|\(?\d{1,3}[.)])[ \t]/

/** Takes a template apart, and finds what no change of layout may touch. */
export function readTemplate(template: string): TemplateLine[] {
  let closing: RegExp | undefined
  let depth = 0
  let inList = false
  return template.split('\n').map((text) => {
    if (closing) {
      if (closing.test(text)) closing = undefined
      return { text, fixed: true }
    }
    if (depth > 0) {
      depth = Math.max(0, depth + balance(text))
      return { text, fixed: true }
    }
    const mark = fence.exec(text)?.[1]
    if (mark !== undefined) {
      closing = new RegExp(`^[ \\t]*${mark[0]}{${mark.length},}[ \\t]*$`)
      return { text, fixed: true }
    }
    const tag = exampleTag.exec(text)?.[1]
    if (tag !== undefined) {
      closing = new RegExp(`^[ \\t]*</${tag}>[ \\t]*$`, 'i')
      return { text, fixed: true }
    }
    if (dataStart.test(text)) {
      depth = Math.max(0, balance(text))
      return { text, fixed: true }
    }
    // What is indented below an item of a list belongs to it.
    if (bullet.test(text)) inList = true
    else if (text.trim() !== '' && !/^[ \t]/.test(text)) inList = false
    return { text, fixed: !inList && indentedCode.test(text) }
  })
}

export function writeTemplate(lines: readonly TemplateLine[]): string {
  return lines.map(({ text }) => text).join('\n')
}

/** Brackets of JSON that a line leaves open; placeholders and strings hold none. */
function balance(text: string): number {
  const bare = text.replace(/\{\{[^{}]*\}\}/g, '').replace(/"(?:[^"\\]|\\.)*"/g, '')
  return (bare.match(/[{[]/g) ?? []).length - (bare.match(/[}\]]/g) ?? []).length
}
