import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { runReportSchema } from '../../src/core/run-report.ts'
import { renderRunJson } from '../../src/report/render-run-json.ts'
import { sampleRun } from './sample-data.ts'

const file = fileURLToPath(new URL('../../schema/run-report.schema.json', import.meta.url))

function makeSchema() {
  const schema = z.toJSONSchema(runReportSchema, {
    io: 'output',
    unrepresentable: 'any',
    // A later release may add members without a new version.
    override({ jsonSchema }) {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
    },
  })
  return { title: 'A run of prompt-retune, as .prompt-retune/last-run.json holds it', ...schema }
}

test('the published JSON Schema is the one of the report: write it anew with -u', async () => {
  await expect(`${JSON.stringify(makeSchema(), null, 2)}\n`).toMatchFileSnapshot(file)
})

test('it takes a report as it is written, and no other version of it', () => {
  const schema = z.fromJSONSchema(makeSchema())
  const report: unknown = JSON.parse(renderRunJson(sampleRun))
  expect(schema.safeParse(report).success).toBe(true)
  expect(schema.safeParse({ ...sampleRun, later: 1 }).success).toBe(true)
  expect(schema.safeParse({ ...sampleRun, schema: 'prompt-retune/run@2' }).success).toBe(false)
  expect(schema.safeParse({ ...sampleRun, suites: [{ name: 'only a name' }] }).success).toBe(false)
})
