import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { openSegmentReader } from '../../../src/model/answers/segment-reader.ts'

const folder = mkdtempSync(join(tmpdir(), 'retune-segment-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const text = (length: number) =>
  Array.from({ length }, (_, index) => String.fromCharCode(33 + ((index * 7 + (index >> 8)) % 90))).join('')

it('reads what stands there, in any order, also what was appended since, and nothing beyond the end', () => {
  const part = fc.record({ offset: fc.nat(300_000), length: fc.integer({ min: 1, max: 100_000 }) })
  const steps = fc.array(fc.oneof(part, fc.record({ append: fc.integer({ min: 1, max: 40_000 }) })), {
    maxLength: 30,
  })
  let run = 0
  fc.assert(
    fc.property(fc.nat(200_000), steps, (size, all) => {
      const file = join(folder, `${run++}.log`)
      let held = text(size)
      writeFileSync(file, held)
      const reader = openSegmentReader(file)
      for (const step of all) {
        if ('append' in step) {
          const more = text(step.append)
          appendFileSync(file, more)
          held += more
          continue
        }
        for (const offset of [step.offset, step.offset + 10, step.offset + 5]) {
          const expected = held.slice(offset, offset + step.length)
          const whole = expected.length === step.length
          expect(reader.read(offset, step.length)?.toString()).toBe(whole ? expected : undefined)
        }
      }
      reader.close()
      rmSync(file)
    }),
    { numRuns: 60 },
  )
})
