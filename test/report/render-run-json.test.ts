import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printableJson } from '../../src/core/printable-json.ts'
import { runReportSchema } from '../../src/core/run-report.ts'
import { renderRunJson } from '../../src/report/render-run-json.ts'
import { nastyText, unprintable } from './nasty-text.ts'
import { failingSuite, sampleResult, sampleRun } from './sample-data.ts'

test('parses back to the same report', () => {
  const text = renderRunJson(sampleRun)
  expect(runReportSchema.parse(JSON.parse(text))).toEqual(sampleRun)
  expect(text.endsWith('}\n')).toBe(true)
})

test('is put together from pieces as it would be written at once', () => {
  const texts = fc.array(fc.array(nastyText, { maxLength: 3 }), { maxLength: 3 })
  fc.assert(
    fc.property(texts, (suites) => {
      const report = {
        ...sampleRun,
        suites: suites.map((outputs, index) => ({
          ...failingSuite,
          name: `suite ${index} "results": []`,
          results: outputs.map((output, row) =>
            sampleResult(row + 1, { output: { '"results"': [], results: [], output } }),
          ),
        })),
      }
      expect(renderRunJson(report)).toBe(`${printableJson(runReportSchema.parse(report), 2)}\n`)
    }),
  )
})

test('members stand in the order of the schema, however the report was put together', () => {
  const { suites, model, schema } = sampleRun
  const shuffled = {
    suites: suites.map((suite) => ({
      ...Object.fromEntries(Object.entries(suite).reverse()),
      name: suite.name,
    })),
    model,
    schema,
  }
  const parsed = runReportSchema.parse(shuffled)
  expect(Object.keys(shuffled.suites[0] ?? {})[0]).not.toBe('name')
  expect(renderRunJson(parsed)).toBe(renderRunJson(sampleRun))
  expect(renderRunJson(sampleRun).split('\n').slice(0, 9)).toMatchInlineSnapshot(`
    [
      "{",
      "  "schema": "prompt-retune/run@1",",
      "  "model": {",
      "    "simulated": true,",
      "    "models": {",
      "      "target": "gpt-4.1"",
      "    }",
      "  },",
      "  "suites": [",
    ]
  `)
})

test('texts come back as they were, and no control or bidirectional character stands bare in the file', () => {
  fc.assert(
    fc.property(nastyText, (text) => {
      const json = renderRunJson({
        ...sampleRun,
        suites: [{ ...failingSuite, name: text, results: [sampleResult(1, { output: { [text]: text } })] }],
      })
      expect(json.replaceAll('\n', '')).not.toMatch(unprintable)
      const suite = runReportSchema.parse(JSON.parse(json)).suites[0]
      expect(suite?.name).toBe(text)
      expect(suite?.results[0]?.output).toEqual({ [text]: text })
    }),
  )
})
