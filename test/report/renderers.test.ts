import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Renderer, runRenderers, tuneRenderers } from '../../src/report/renderers.ts'
import { nastyRun, nastyTuning } from './nasty-reports.ts'
import { nastyText, unprintable } from './nasty-text.ts'
import { sampleRun, sampleTuning } from './sample-data.ts'

const plain = { columns: 100, color: false }

/** What every report must hold to. */
function contract<Report extends { model: { simulated: boolean } }>(
  render: Renderer<Report>,
  sample: Report,
  withText: (text: string) => Report,
) {
  test('is pure: same data, same text, data untouched', () => {
    const copy = structuredClone(sample)
    expect(render(sample, plain)).toBe(render(sample, plain))
    expect(sample).toEqual(copy)
  })

  test('says when the embedded model stood in', () => {
    const simulated = { ...sample, model: { ...sample.model, simulated: true } }
    expect(render(simulated, plain)).toMatch(/embedded model \(simulated\)|"simulated": true/)
    const real = { ...sample, model: { ...sample.model, simulated: false } }
    expect(render(real, plain)).not.toMatch(/\(simulated\)|"simulated": true/)
  })

  test('no control or bidirectional character of the data survives', () => {
    fc.assert(
      fc.property(nastyText, fc.integer({ min: 40, max: 200 }), (text, columns) => {
        expect(render(withText(text), { columns, color: false }).replaceAll('\n', '')).not.toMatch(
          unprintable,
        )
      }),
    )
  })

  test('with colour, only our own colours are there', () => {
    const codesOf = (text: string) =>
      text
        .split('\x1b')
        .slice(1)
        .map((part) => part.slice(0, part.indexOf('m') + 1))
    const own = new Set(codesOf(render(withText('harmless'), { columns: 100, color: true })))
    const attacked = render(withText('\x1b[35m\x1b[2Jharm\x9b5m\u202e'), { columns: 100, color: true })
    for (const code of codesOf(attacked)) expect(own).toContain(code)
    expect(attacked.replaceAll('\n', '').replaceAll('\x1b', '')).not.toMatch(unprintable)
  })
}

describe.each(Object.entries(runRenderers))('the %s report of a run', (_name, render) => {
  contract(render, sampleRun, nastyRun)
})

describe.each(Object.entries(tuneRenderers))('the %s report of a tuning', (_name, render) => {
  contract(render, sampleTuning, nastyTuning)
})
