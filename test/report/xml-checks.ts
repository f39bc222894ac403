export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  readonly text: string
}

const notAllowed = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u
const attribute = / ([\w:-]+)="([^"<]*)"/y
const names: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Reads XML 1.0 without DTD, comments and CDATA; throws where it is not well formed. */
export function readXml(text: string): Element {
  if (notAllowed.test(text)) throw new Error('a character that XML does not allow')
  const body = text.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '').trimEnd()
  const { element, end } = readElement(body, 0)
  if (end !== body.length) throw new Error(`something after the root: ${body.slice(end, end + 80)}`)
  return element
}

function readElement(text: string, start: number): { element: Element; end: number } {
  const name = /<([\w:-]+)/y
  name.lastIndex = start
  const [tag, called = ''] = name.exec(text) ?? []
  if (tag === undefined) throw new Error(`no element: ${text.slice(start, start + 80)}`)
  let at = start + tag.length
  const attributes: Record<string, string> = {}
  for (;;) {
    attribute.lastIndex = at
    const [whole, key = '', value = ''] = attribute.exec(text) ?? []
    if (whole === undefined) break
    if (key in attributes) throw new Error(`twice: ${key}`)
    attributes[key] = decode(value)
    at += whole.length
  }
  if (text.startsWith('/>', at))
    return { element: { name: called, attributes, children: [], text: '' }, end: at + 2 }
  if (text[at] !== '>') throw new Error(`a broken tag: ${text.slice(start, at + 80)}`)
  at += 1
  const children: Element[] = []
  let content = ''
  for (;;) {
    const next = text.indexOf('<', at)
    if (next === -1) throw new Error(`never closed: ${called}`)
    content += decode(text.slice(at, next))
    if (text.startsWith(`</${called}>`, next)) {
      const end = next + called.length + 3
      return { element: { name: called, attributes, children, text: content }, end }
    }
    const child = readElement(text, next)
    children.push(child.element)
    at = child.end
  }
}

function decode(text: string): string {
  if (text.includes('>')) throw new Error(`a bare > in ${text}`)
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const code = /^#(\d+)$/.exec(name)?.[1]
    const value = code === undefined ? names[name] : String.fromCodePoint(Number(code))
    if (value === undefined || !whole.endsWith(';')) throw new Error(`an unknown reference ${whole}`)
    return value
  })
}
