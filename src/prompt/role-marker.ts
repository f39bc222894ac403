import { suggest } from '../core/error-catalogue/suggest.ts'
import { type Role, roles } from './prompt-file.ts'

export type RoleMarker =
  | { readonly kind: 'role'; readonly role: Role; readonly name: string }
  | { readonly kind: 'unknown'; readonly word: string }

const pattern = /^[ \t]*<!--[ \t]*(\p{L}[\p{L}\p{N}_-]*)[ \t]*(?::(.*))?-->[ \t]*$/u

/**
 * Reads a line as a role marker: `<!-- role -->` or `<!-- role: label -->`, alone on its line. A one-word comment that
 * is no role is `unknown`, and so is a labelled one that is nearly a role; any other line is no marker.
 */
export function readRoleMarker(line: string): RoleMarker | undefined {
  const match = pattern.exec(line)
  const word = match?.[1]
  const label = match?.[2]?.trim() ?? ''
  if (word === undefined || label.includes('-->')) return undefined
  const role = roles.find((known) => known === word)
  if (role !== undefined) return { kind: 'role', role, name: label === '' ? role : `${role}:${label}` }
  if (label === '') return { kind: 'unknown', word }
  const oneWordLabel = !/\s/.test(label)
  return oneWordLabel && suggest(word, roles) !== ''
    ? { kind: 'unknown', word: `${word}: ${label}` }
    : undefined
}
