import type { NoteSecret } from './note-secret.ts'
import { redactionMark } from './redaction-mark.ts'

/** `://user:password@` and `://token@`, also with escaped slashes. */
const userinfo = /((?:[:\s"'(=]|^)(?:\\?\/){2})([^\s/?#"'`<>\\]{1,1000})@/g

/** Parameters that carry a key or sign the whole address; others, with telling names, are found as assignments. */
const parameter =
  /([?&;#](?:amp;)?(?:key|sig|hmac|auth|token|signature|x-(?:amz|goog)-(?:signature|credential|security-token))=)([^\s"'`<>\\&#;,()[\]{}]{8,})/gi

/** Takes credentials out of addresses. A user's name alone (`ssh://git@host`) is none. */
export function redactUrls(text: string, note: NoteSecret): string {
  const plain = text.includes('@')
    ? text.replace(userinfo, (whole, slashes: string, user: string) => {
        const alone = !user.includes(':') && !(user.length >= 16 && /\d/.test(user))
        if (alone || user === redactionMark) return whole
        note(user.slice(user.indexOf(':') + 1))
        return `${slashes}${redactionMark}@`
      })
    : text
  if (!plain.includes('=')) return plain
  return plain.replace(parameter, (whole, before: string, value: string) => {
    if (!/\d/.test(value) && value.length < 32) return whole
    note(value)
    return `${before}${redactionMark}`
  })
}
