import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/core/run-report.ts'
import { runReportSchema } from '../../src/core/run-report.ts'
import { idsOnly } from '../../src/report/ids-only.ts'
import { idsOnlyTuning } from '../../src/report/ids-only-tuning.ts'
import { renderTuning } from '../../src/report/render-tuning.ts'
import { runRenderers, tuneRenderers } from '../../src/report/renderers.ts'
import { ciPlace, ciRun } from './ci-run.ts'
import { attacks, hostileText, mapTexts } from './hostile-text.ts'
import { activeParts, skeleton } from './markdown-checks.ts'
import { sampleAnalysis, sampleTuning } from './sample-data.ts'
import { type Element, readXml } from './xml-checks.ts'

const unloaded = { name: 'returns', file: 'returns.prompt.test.ts', message: 'row 3 is bad: too short' }
const attacked: RunReport = { ...ciRun, unloaded: [unloaded] }

const layout = { columns: 120, color: false }
const render = (name: keyof typeof runRenderers, report: RunReport, place = {}) =>
  runRenderers[name](report, { ...layout, ...place })

const places = ['before', 'behind', 'around', 'alone'] as const

/** The same run with a text before, behind, around or in place of every text of it. */
function hostileRun(text: string, where: (typeof places)[number]): RunReport {
  if (where === 'alone') return mapTexts(attacked, () => text)
  const [before, behind] = [where === 'behind' ? '' : text, where === 'before' ? '' : text]
  return mapTexts(attacked, (own) => `${before}${own}${behind}`)
}

/** A text inside of every text, so that none is empty, and the harmless run that must look alike. */
const hostileInside = (text: string) => mapTexts(attacked, (own) => `xx${text}${own}`)
const harmless = hostileInside('')

/** Every attack is tried by itself, before those that chance puts together. */
const alone = { examples: attacks.map((text): [string] => [text]), numRuns: attacks.length + 100 }
const placed = {
  examples: attacks.map((text, index): [string, (typeof places)[number]] => [
    text,
    places[index % places.length] ?? 'alone',
  ]),
  numRuns: attacks.length + 100,
}

const logCommand = /^\s*::|##\[/m

describe.each(['markdown', 'stepSummary'] as const)('%s', (name) => {
  test('holds nothing active of any text', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(...places), (text, where) => {
        const report = hostileRun(text, where)
        expect(activeParts(render(name, report, ciPlace))).toEqual([])
        expect(activeParts(render(name, report))).toEqual([])
      }),
      placed,
    )
  })

  test('has the same structure whatever the texts say', () => {
    const expected = skeleton(render(name, harmless))
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(skeleton(render(name, hostileInside(text)))).toEqual(expected)
      }),
      alone,
    )
  })
})

test('JUnit is well-formed XML with the same elements whatever the texts say', () => {
  const outline = ({ name, attributes, children }: Element): unknown => [
    name,
    Object.keys(attributes),
    children.map(outline),
  ]
  const expected = outline(readXml(render('junit', harmless)))
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(outline(readXml(render('junit', hostileInside(text))))).toEqual(expected)
    }),
    alone,
  )
})

test('annotations are the same commands on the same lines whatever the texts say', () => {
  const read = (text: string) =>
    text.split('\n').map((line) => {
      const [, name, properties = ''] = /^::(error|warning|notice) ([^:]*)::/.exec(line) ?? []
      const pairs = properties.split(',').map((pair) => pair.split('='))
      return [name, pairs.map(([key]) => key), pairs.find(([key]) => key === 'line')?.[1]]
    })
  const expected = read(render('annotations', harmless))
  expect(expected).toHaveLength(4)
  fc.assert(
    fc.property(hostileText, (text) => {
      const commands = render('annotations', hostileInside(text))
      expect(read(commands)).toEqual(expected)
      expect(commands).not.toMatch(/##\[|%(?!25|0D|0A|3A|2C)|[\r\u2028\u2029]/)
    }),
    alone,
  )
})

test('JSON says the same', () => {
  fc.assert(
    fc.property(hostileText, fc.constantFrom(...places), (text, where) => {
      const report = hostileRun(text, where)
      expect(runReportSchema.parse(JSON.parse(render('json', report)))).toEqual(runReportSchema.parse(report))
    }),
    placed,
  )
})

describe.each(['json', 'junit', 'markdown', 'stepSummary', 'terminal'] as const)('%s', (name) => {
  test('is no command to a runner that prints it, and hides nothing from a reader', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(...places), (text, where) => {
        // The narrower, the more words come first in a line.
        const columns = 20 + (text.length % 100)
        const shown = runRenderers[name](hostileRun(text, where), { columns, color: false })
        expect(shown).not.toMatch(logCommand)
        expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/u)
      }),
      placed,
    )
  })
})

test('the report of a tuning is no command to a runner, and hides nothing', () => {
  const tuning = { ...sampleTuning, analysis: sampleAnalysis }
  fc.assert(
    fc.property(hostileText, (text) => {
      const columns = 20 + (text.length % 100)
      const shown = tuneRenderers.terminal(
        mapTexts(tuning, (own) => `${text}${own}`),
        { columns, color: false },
      )
      expect(shown).not.toMatch(logCommand)
      expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/u)
    }),
    alone,
  )
})

/** Members that hold, or may quote, what went in and what came out. */
const quoting = ['input', 'expected', 'output', 'text', 'reason', 'feedback', 'why', 'definition', 'message']

describe.each(Object.keys(runRenderers))('%s of a report that shows ids only', (name) => {
  const renderer = Object.entries(runRenderers).find(([key]) => key === name)?.[1]

  test('quotes no input, no output and no word about them', () => {
    const [report, quotes] = withQuotes(attacked)
    expect(quotes.length).toBeGreaterThan(30)
    const shown = renderer?.(idsOnly(report), { ...layout, ...ciPlace }) ?? ''
    for (const quote of quotes) expect(shown).not.toContain(quote)
    expect(shown).toContain(name === 'annotations' ? 'topic topic-' : 'refund')
  })
})

test('a gate of a report that shows ids only quotes no error, though another message is a part of its', () => {
  const [first, ...others] = attacked.suites
  if (!first) throw new Error('no suite')
  const [message, part] = ['no answer to "my secret wish"', 'no answer']
  const errored = (id: string, said: string) =>
    ({ ...first.results[0], id, verdict: 'error', error: { kind: 'timeout', message: said } }) as const
  const reason = `2 of 2 cases could not be asked (timeout: ${message})`
  const suite = runReportSchema.parse({
    ...attacked,
    suites: [
      {
        ...first,
        gate: { passed: false, reason, checks: [{ name: 'judged', passed: false, reason }] },
        results: [errored('a', part), errored('b', message)],
      },
      ...others,
    ],
  })
  expect(JSON.stringify(idsOnly(suite))).not.toContain('secret wish')
})

test('the report of a tuning that shows ids only quotes neither rationales nor topics', () => {
  const tuning = { ...sampleTuning, analysis: sampleAnalysis }
  const full = renderTuning(tuning, layout)
  const shown = renderTuning(idsOnlyTuning(tuning), layout)
  for (const words of ['Say that refunds belong', 'refund taken for login']) {
    expect(full).toContain(words)
    expect(shown).not.toContain(words)
  }
  expect(shown).toContain('topic b')
})

/** The run with a word of its own in every member that may quote, and these words. */
function withQuotes(run: RunReport): [RunReport, string[]] {
  const quotes: string[] = []
  const quote = () => {
    const word = `QUOTE${quotes.length}Q`
    quotes.push(word)
    return word
  }
  const visit = (data: unknown, inside: boolean): unknown => {
    if (typeof data === 'string') return inside ? quote() : data
    if (Array.isArray(data)) return data.map((item) => visit(item, inside))
    if (typeof data !== 'object' || data === null) return data
    const named = 'prevalence' in data || ('cases' in data && 'id' in data)
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => {
        const quotes = quoting.includes(key) || ['terms', 'notes'].includes(key) || (named && key === 'name')
        const gate = key === 'gate' || key === 'checks' || key === 'baseline'
        return [key, gate ? value : visit(value, inside || quotes)]
      }),
    )
  }
  const quoted = runReportSchema.parse(visit(run, false))
  const suites = quoted.suites.map((suite) => {
    const message = suite.results.find(({ error }) => error)?.error?.message
    const reason = `1 of 8 cases could not be asked (timeout: ${message})`
    return suite.gate && message ? { ...suite, gate: { passed: false, reason } } : suite
  })
  return [{ ...quoted, suites }, quotes]
}
