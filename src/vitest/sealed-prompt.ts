import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { TuneResult } from '../core/tune-result.ts'

/** What of a result is a prompt file's text, which is written as it is though no secret may stand in the run's folder. */
const sourcesSchema = z.object({ before: z.string(), after: z.string() })

export type PromptSources = Pick<TuneResult, 'before' | 'after'>

const method = 'aes-256-gcm'
const nonceLength = 12
const tagLength = 16

/** A key that lives as long as the run. */
export function createSealKey(): string {
  return randomBytes(32).toString('base64')
}

/** The texts as only the process that made the key can read them, wherever Vitest's reporters write them. */
export function sealSources({ before, after }: PromptSources, key: string): string {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv(method, Buffer.from(key, 'base64'), nonce)
  const text = Buffer.concat([cipher.update(JSON.stringify({ before, after })), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64')
}

/** @returns nothing when it was sealed by another run, or is none */
export function openSources(sealed: string, key: string): PromptSources | undefined {
  const bytes = Buffer.from(sealed, 'base64')
  try {
    const decipher = createDecipheriv(method, Buffer.from(key, 'base64'), bytes.subarray(0, nonceLength))
    decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength))
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()])
    return sourcesSchema.parse(JSON.parse(text.toString()))
  } catch {
    return undefined
  }
}
