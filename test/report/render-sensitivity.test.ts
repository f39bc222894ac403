import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import type { Sensitivity } from '../../src/core/sensitivity.ts'
import { renderMarkdown } from '../../src/report/render-markdown.ts'
import { renderTerminal } from '../../src/report/render-terminal.ts'
import { failingSuite, sampleResult, sampleRun, sampleSensitivity } from './sample-data.ts'

const { diagnosis: _, ...suite } = failingSuite

const runWith = (sensitivity: Sensitivity) => ({
  ...sampleRun,
  suites: [{ ...suite, results: [sampleResult(1)], sensitivity }],
})

function render(sensitivity: Sensitivity, columns = 80): string {
  const text = renderTerminal(runWith(sensitivity), { columns, color: false })
  return text.slice(text.indexOf('  Sensitivity'), text.indexOf('\n\n', text.indexOf('Sensitivity')))
}

describe('the sensitivity of a suite', () => {
  it('stands in the terminal as a table of kinds, what else there is to know, and the cases that change', () => {
    expect(render(sampleSensitivity)).toMatchInlineSnapshot(`
      "  Sensitivity · 2 of 50 cases sampled (at most 50), 2 variants of each kind
          spread 0.24 of the mean score, from 0.62 (format 1) to 0.86 (original)
          Variant     Cases  Pass rate     Change  Score  Spread  Flips
          format         50        73%  -13.0 pts   0.73    0.24  15 broken, 2 fixed
          paraphrase     45        90%          0   0.90    0.00  0 broken, 0 fixed
          paraphrase: 8 refused, since a number, a name or a quote was lost, 2 could
          not be asked or scored
          format 1: headings **X**, bullets *
          format 2: headings X:, bullets •
          1 case changes under variants, the most sensitive first
            examples/ticket-triage/tickets.jsonl:12  row-1
              spread 1.00, passed; fails under format 1, paraphrase 2"
    `)
  })

  it('stands in a comment, folded, with links to the rows', () => {
    const page = renderMarkdown(runWith({ ...sampleSensitivity, simulated: true }), {
      repository: 'o/r',
      sha: '0123456789abcdef0123456789abcdef01234567',
    })
    expect(
      page.slice(page.indexOf('<details><summary>Sens'), page.indexOf('</details>')),
    ).toMatchInlineSnapshot(`
      "<details><summary>Sensitivity: spread 0.24 of the mean score, from 0.62 (format 1) to 0.86 (original)</summary>

      | Variant | Cases | Pass rate | Change | Score | Spread | Flips |
      | --- | ---: | ---: | ---: | ---: | ---: | --- |
      | format | 50 | 73% | -13.0 pts | 0.73 | 0.24 | 15 broken, 2 fixed |
      | paraphrase | 45 | 90% | 0 | 0.90 | 0.00 | 0 broken, 0 fixed |

      - 2 of 50 cases sampled (at most 50), 2 variants of each kind
      - paraphrase: 8 refused, since a number, a name or a quote was lost, 2 could not be asked or scored
      - paraphrase: written by the embedded model (simulated)
      - format 1: headings &#42;&#42;X&#42;&#42;, bullets &#42;
      - format 2: headings X:, bullets •

      The most sensitive cases:

      - [examples/ticket-triage/tickets.jsonl:12](https://github.com/o/r/blob/0123456789abcdef0123456789abcdef01234567/examples/ticket-triage/tickets.jsonl#L12) \`row-1\`: spread 1.00, passed; fails under format 1, paraphrase 2

      "
    `)
  })

  it('tells what was not asked, and says nothing where there is nothing', () => {
    const cut = {
      ...sampleSensitivity,
      drawn: 60,
      spread: null,
      scoreSpread: null,
      passRateSpread: null,
      cases: [],
    }
    const text = render({ ...cut, kinds: [] })
    expect(text).toContain('0 of 60 cases sampled (at most 50)')
    expect(text).toContain('no variant was judged, so that there is no spread')
    expect(text).not.toContain('change under')
    expect(renderTerminal({ ...sampleRun, suites: [suite] }, { columns: 80, color: false })).not.toContain(
      'Sensitivity',
    )
  })

  it('fits any terminal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 160 }), fc.nat(10_000), (columns, broken) => {
        const kinds = sampleSensitivity.kinds.map((kind) => ({ ...kind, broken, fixed: broken }))
        // A place is never broken.
        const cases = sampleSensitivity.cases.map(({ at: __, ...one }) => one)
        for (const line of render({ ...sampleSensitivity, kinds, cases }, columns).split('\n')) {
          expect(stringWidth(line)).toBeLessThanOrEqual(columns)
        }
      }),
    )
  })
})
