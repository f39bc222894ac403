import { isRecord } from '../core/json.ts'
import { cutAt, escapeControl } from './escape-control.ts'

/** A value as JSON on one line, at most `limit` characters; big values are never written out in full first. */
export function previewValue(value: unknown, limit: number): string {
  return cutAt(escapeControl(write(value, limit)), limit)
}

function write(value: unknown, room: number): string {
  if (typeof value === 'string') return JSON.stringify(cutAt(value, Math.max(room - 2, 1)))
  if (Array.isArray(value)) return `[${members(value, room, (item, left) => write(item, left))}]`
  if (isRecord(value)) {
    const entries = Object.keys(value)
    return `{${members(entries, room, (key, left) => `${write(key, left)}:${write(value[key], left)}`)}}`
  }
  return JSON.stringify(value) ?? 'nothing'
}

function members<T>(items: readonly T[], room: number, writeOne: (item: T, left: number) => string): string {
  let text = ''
  for (const item of items) {
    if (text.length >= room) return `${text},…`
    text += `${text === '' ? '' : ','}${writeOne(item, room - text.length)}`
  }
  return text
}
