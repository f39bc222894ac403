import { isPlaceholder, type SecretName } from './secret-names.ts'

/** How a value stands beside its name. */
export interface Assignment {
  readonly name: SecretName
  readonly value: string
  /** `password: "..."`: nothing but the value stands between the quotes. */
  readonly quoted: boolean
  /** `colon` stands in prose as well; `equals` without a space around it does not; `said`: "the password is ...". */
  readonly by: 'colon' | 'equals' | 'said'
  /** `DB_PASSWORD=...` */
  readonly variable?: boolean
}

/** Would a person take the value for a secret? Words in prose, types and expressions in code are none. */
export function looksSecret({ name, value, quoted, by, variable = false }: Assignment): boolean {
  if (isPlaceholder(value)) return false
  const digit = /\d/.test(value)
  const letters = value.replace(/[^A-Za-z]+/g, '').length
  // An address is looked at by itself.
  if (name === 'weak' && /^https?:\/\//i.test(value)) return false
  if (name === 'weak') return value.length >= 12 && digit && letters >= 4 && !/\s/.test(value)
  if (by === 'said') return value.length >= 6 && digit && letters > 0
  if (quoted) return value.length >= 4
  if (by === 'equals') {
    if (variable) return value.length >= 3
    if (digit) return value.length >= 4
    return value.length >= 6 && (/[!@#$%^*?~+]/.test(value) || /^[A-Z]?[a-z]+$/.test(value))
  }
  if (value.length < 6) return false
  return digit ? letters > 0 || /^[\d-]{6,}$/.test(value) : /[!@#$%^*?~]/.test(value)
}
