import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Case } from '../../src/core/case.ts'
import { createRedactor, redactBefore } from '../../src/core/redaction/create-redactor.ts'
import { evaluateCase } from '../../src/evaluate/evaluate-case.ts'
import type { EvaluationSpec } from '../../src/evaluate/evaluation-spec.ts'
import { checkRedact } from '../../src/evaluate/own-redaction.ts'
import { parsePrompt } from '../../src/prompt/parse-prompt.ts'
import { scriptedClient } from './scripted-client.ts'

const key = `sk-proj-${'Ab1'.repeat(10)}`
const item: Case = {
  id: 'one',
  input: { text: `Ann Example wrote ${key}`, phone: 15550109999 },
  expected: { name: 'Ann Example', password: 'swordfish' },
  tags: [],
  critical: false,
}
const { model } = scriptedClient({})

function evaluate({ row, ...more }: Partial<EvaluationSpec> & { row?: Partial<Case> }) {
  const spec: EvaluationSpec = {
    prompt: parsePrompt('Say it: {{text}} {{phone}}', 'p.prompt.md'),
    scorers: [() => 0],
    confidence: false,
    threshold: 0.5,
    target: ([message]) => message?.content,
    ...more,
  }
  return evaluateCase({ ...item, ...row }, spec, { model })
}

const hideNames = redactBefore(
  createRedactor({ env: {} }),
  checkRedact((text) => text.replaceAll('Ann Example', '[name]').replaceAll(/\d{9,}/g, '[number]')),
)

describe('what leaves an evaluation', () => {
  it('holds no secret, whatever the target and the scorers were given', async () => {
    const seen: unknown[] = []
    const result = await evaluate({
      scorers: [
        function look({ input, output }) {
          seen.push(input, output)
          return {
            name: 'look',
            score: 0,
            feedback: `not ${output}`,
            metadata: { cookie: 'a=b', rationale: output },
          }
        },
      ],
    })
    expect(seen).toEqual([item.input, `Say it: Ann Example wrote ${key} 15550109999`])
    expect(JSON.stringify(result)).not.toMatch(/sk-proj|swordfish|a=b/)
    expect(result).toMatchObject({
      verdict: 'failed',
      input: { text: 'Ann Example wrote [redacted]' },
      expected: { name: 'Ann Example', password: '[redacted]' },
      output: 'Say it: Ann Example wrote [redacted] 15550109999',
      scores: [{ feedback: 'not Say it: Ann Example wrote [redacted] 15550109999' }],
    })
  })

  it("holds nothing of what the suite's own function takes out, not even as a number", async () => {
    const result = await evaluate({ redactor: hideNames })
    expect(JSON.stringify(result)).not.toMatch(/Ann|1555/)
    expect(result).toMatchObject({
      input: { text: '[name] wrote [redacted]', phone: '[number]' },
      expected: { name: '[name]' },
      output: 'Say it: [name] wrote [redacted] [number]',
    })
  })

  it('takes a secret that one text names out of the texts in which it stands alone', async () => {
    const result = await evaluate({
      target: () => 'I see: hunter2hunter2 and swordfish, really',
      scorers: [() => ({ name: 's', score: 0, feedback: 'got hunter2hunter2' })],
      row: {
        input: { text: 'https://me:hunter2hunter2@example.com', phone: 1 },
        expected: { password: 'swordfish' },
      },
    })
    expect(JSON.stringify(result)).not.toMatch(/hunter2|swordfish/)
    expect(result.output).toBe('I see: [redacted] and [redacted], really')
  })

  it('tells of an error without its secrets', async () => {
    const result = await evaluate({
      target: () => {
        throw new Error(`https://u:${'hunter2'}@example.com/?api_key=abc123 refused Ann Example`)
      },
      redactor: hideNames,
    })
    expect(result.error?.message).toContain(
      'The target threw: https://[redacted]@example.com/?api_key=[redacted] refused [name] (redact-result.test.ts:',
    )
  })

  it('is redacted before it is cut, so that no half of a secret is left', async () => {
    const result = await evaluate({
      target: () => ({ n: `${'x'.repeat(3_985)} ${key}` }),
      output: z.object({ other: z.string() }),
    })
    expect(result.kind).toBe('malformed')
    expect(result.text).not.toMatch(/sk-/)
  })

  it.each<[string, (text: string) => unknown, string]>([
    [
      'throws',
      (text) => {
        throw new TypeError(`cannot read ${text}`)
      },
      "The suite's redact function threw TypeError at redact-result.test.ts:",
    ],
    [
      'returns no text',
      () => undefined,
      "The suite's redact function returned undefined in place of a text, so that",
    ],
    [
      'is asynchronous',
      async (text) => text,
      "The suite's redact function returned a promise in place of a text",
    ],
  ])('is withheld when that function %s', async (_what, redact, said) => {
    const redactor = redactBefore(
      createRedactor({ env: {} }),
      checkRedact((text) => redact(text) as string),
    )
    const result = await evaluate({ redactor })
    expect(result).toMatchObject({ id: 'one', verdict: 'error', error: { kind: 'redaction' }, score: null })
    expect(result.error?.message).toContain(said)
    expect(result.error?.message).toMatch(/so that the texts of this case are withheld\.$/)
    expect(JSON.stringify(result)).not.toMatch(/Ann|sk-proj|swordfish/)
  })
})
