import { crc32 } from 'node:zlib'
import type { JsonValue } from '../../core/json.ts'

/** Hex digits of a key, a SHA-256, and of a checksum. */
export const keyLength = 64
const checksumLength = 8
/** Where the JSON begins. */
export const headLength = keyLength + 1 + checksumLength + 1

/** `\nKEY CHECKSUM JSON`: the line break stands first, so that nothing is lost behind a record that was cut off. */
export function writeRecord(key: string, value: JsonValue): string {
  const json = JSON.stringify(value)
  return `\n${key} ${checksum(key, json)} ${json}`
}

/** The value of a record without its line break; `undefined` when it is not whole, or another key's. */
export function readRecord(key: string, bytes: Buffer): unknown {
  const text = bytes.toString('utf8')
  if (!text.startsWith(`${key} `)) return undefined
  const json = text.slice(headLength)
  if (text.slice(keyLength + 1, headLength - 1) !== checksum(key, json)) return undefined
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function checksum(key: string, json: string): string {
  return crc32(json, crc32(key)).toString(16).padStart(checksumLength, '0')
}
