import type { TemplateLine } from '../template-lines.ts'
import { type LayoutChoice, mapLines } from './layout-choice.ts'

const mark = String.raw`[ \t]*(?:[-*+•]|\(?\d{1,3}[.)])[ \t]+`
/** `- billing: invoices`; the label has few words. */
const definition = new RegExp(String.raw`^(${mark}[^\s:{}][^:{}]{0,40}?)[ \t]*:([ \t]+\S.*)$`)
/** `Ticket: {{ticket}}`, a placeholder alone behind its label. */
const field = /^([^\s:{}#>*-][^:{}]{0,40}?)[ \t]*:[ \t]*(\{\{[ \t]*[\w-]+[ \t]*\}\})[ \t]*$/

/** What stands between label and text in lists of which two items at least are so written. */
export const definitions: LayoutChoice = {
  styles: [
    { what: 'labels X:', write: '$1:$2' },
    { what: 'labels X :', write: '$1 :$2' },
  ].map(({ what, write }) => ({
    what,
    apply: (lines) =>
      lines.filter((line) => isDefinition(line)).length < 2
        ? [...lines]
        : mapLines(lines, (text) => text.replace(definition, write)),
  })),
}

/** What stands between the name of a field and its placeholder. */
export const fields: LayoutChoice = {
  styles: [
    { what: 'fields X: value', write: '$1: $2' },
    { what: 'fields X : value', write: '$1 : $2' },
    { what: 'fields X: with the value below', write: '$1:\n$2' },
  ].map(({ what, write }) => ({
    what,
    apply: (lines) =>
      lines.flatMap((line) =>
        line.fixed
          ? [line]
          : line.text
              .replace(field, write)
              .split('\n')
              .map((text) => ({ text, fixed: false })),
      ),
  })),
}

function isDefinition({ text, fixed }: TemplateLine): boolean {
  return !fixed && definition.test(text)
}
