import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/create-redactor.ts'
import { createSealKey, openSources, sealSources } from '../../../src/vitest/sealed-prompt.ts'
import { redactThrown } from '../../../src/vitest/worker/redact-thrown.ts'

const redactor = createRedactor({ env: { MY_SECRET: 'correct-horse' } })

describe('what was thrown', () => {
  it('keeps its kind and its trace, and loses its secrets, those of its causes too', () => {
    const inner = Object.assign(new TypeError('inner correct-horse'), {
      config: { headers: { cookie: 'a=b' } },
    })
    const thrown = new Error('outer correct-horse', { cause: inner })
    Object.assign(inner, { cause: thrown, lines: ['correct-horse', 1] })
    const plain = redactThrown(thrown, redactor)
    expect(plain).toBe(thrown)
    expect(thrown.message).toBe('outer [redacted]')
    expect(thrown.stack).toMatch(/^Error: outer \[redacted\]\n +at .*redact-thrown\.test/)
    expect(inner).toMatchObject({
      message: 'inner [redacted]',
      config: { headers: { cookie: '[redacted]' } },
      lines: ['[redacted]', 1],
    })
  })

  it('may be no error at all', () => {
    expect(redactThrown('correct-horse', redactor)).toBe('[redacted]')
    expect(redactThrown({ reason: 'correct-horse' }, redactor)).toEqual({ reason: '[redacted]' })
    expect(redactThrown(undefined, redactor)).toBe(null)
  })
})

describe('a sealed prompt', () => {
  const sources = { before: 'correct-horse', after: 'correct-horse and more' }

  it('is opened with the key of its run only', () => {
    const key = createSealKey()
    const sealed = sealSources(sources, key)
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('horse')
    expect(openSources(sealed, key)).toEqual(sources)
    expect(openSources(sealed, createSealKey())).toBeUndefined()
    expect(openSources(`A${sealed.slice(1)}`, key) ?? openSources(`B${sealed.slice(1)}`, key)).toBeUndefined()
    expect(openSources('nonsense', key)).toBeUndefined()
  })
})
