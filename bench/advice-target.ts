import { hashFraction } from '../src/core/canonical-hash.ts'
import type { Case } from '../src/core/case.ts'
import { isRecord } from '../src/core/json.ts'
import type { GenerateResult, ModelClient } from '../src/model/client.ts'
import { genericAdvice } from '../src/tune/strategies/generic-advice.ts'

/**
 * At most this share of the wrong answers is put right by one piece of advice, and this share of the right ones spoilt. Ten
 * pieces add some five points to a prompt that is right in a third of the cases; well-chosen ones more.
 */
const most = { helps: 0.025, harms: 0.02 }

export interface AdvisedTask {
  readonly cases: readonly Case[]
  /** The input's field, and the one of the output and the expected value. */
  readonly input: string
  readonly field: string
  readonly labels: readonly string[]
  /** What each piece of advice does differs from seed to seed. */
  readonly seed: number
}

/**
 * The same models, with a target that also heeds generic advice, as language models do and the embedded model does not: each
 * piece in its prompt puts some of its wrong answers right and spoils some of the right ones, always the same ones, and most
 * pieces do more good than harm. Without this nothing that the control arm can do has any effect.
 */
export function heedAdvice(model: ModelClient, task: AdvisedTask): ModelClient {
  const { cases, input, field, labels, seed } = task
  const expectedOf = new Map(cases.map((item) => [String(item.input[input]), labelIn(item.expected, field)]))
  const happens = (what: keyof typeof most, advice: string, text: string) =>
    hashFraction(`${what} ${seed} ${advice}\n${text}`) <
    most[what] * hashFraction(`${what} ${seed} ${advice}`)

  const heed = (result: GenerateResult, prompt: string, text: string): GenerateResult => {
    if (result.status !== 'ok') return result
    const given = labelIn(result.output, field)
    const expected = expectedOf.get(text)
    const right = given === expected
    const what = right ? 'harms' : 'helps'
    const turned = genericAdvice.some((advice) => prompt.includes(advice) && happens(what, advice, text))
    if (!turned || expected === undefined || !isRecord(result.output)) return result
    const wrong = labels[(labels.indexOf(expected) + 1) % labels.length]
    const output = { ...result.output, [field]: right ? wrong : expected }
    return { ...result, output, text: JSON.stringify(output) }
  }

  return {
    async generate(request, options) {
      const result = await model.generate(request, options)
      if (request.role !== 'target') return result
      const [system, user] = request.messages
      return heed(result, system?.content ?? '', user?.content ?? '')
    },
    embed: (texts, options) => model.embed(texts, options),
    modelName: (role, promptModel) => model.modelName(role, promptModel),
    simulated: model.simulated,
  }
}

function labelIn(value: unknown, field: string): string {
  return isRecord(value) ? String(value[field]) : ''
}
