import type { Case } from '../../core/case.ts'
import type { ErrorKind } from '../../core/case-result.ts'
import type { JsonValue } from '../../core/json.ts'
import { createRandom } from '../../core/random.ts'
import type { PerturbKind, PerturbSettings } from '../../core/sensitivity.ts'
import type { UsageByRole } from '../../core/usage.ts'
import type { ModelClient } from '../../model/client.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'
import type { EvaluationSpec } from '../evaluation-spec.ts'
import { addTypos } from './add-typos.ts'
import { freeTexts, isFreeText, mapTexts } from './free-text.ts'
import { labelWords, wordsIn } from './label-words.ts'
import { varyLayout } from './layout/vary-layout.ts'
import { reorderKeys } from './order/reorder-keys.ts'
import { varyOrder } from './order/vary-order.ts'
import { paraphrase } from './paraphrase.ts'

/** A case in another form, ready to be asked; or why there is none. */
export type Varied =
  | {
      readonly status: 'ok'
      readonly item: Case
      readonly spec: EvaluationSpec
      readonly usage?: UsageByRole
    }
  | { readonly status: 'not-applicable' | 'refused'; readonly usage?: UsageByRole }
  | { readonly status: 'error'; readonly kind: ErrorKind; readonly usage: UsageByRole }

/** One way to vary the cases of a suite. */
export interface Variant {
  readonly kind: PerturbKind
  /** Which of its kind, from 1. */
  readonly number: number
  /** What it does to the prompt's layout, in words. */
  readonly what?: string | undefined
  vary(item: Case, context: VaryContext): Varied | Promise<Varied>
}

export interface VaryContext {
  readonly model: ModelClient
  readonly signal?: AbortSignal | undefined
}

type Input = Readonly<Record<string, JsonValue>>

const nothing: Varied = { status: 'not-applicable' }

/**
 * The variants of a suite: each gives the same for the same settings and row. What varies the prompt (its layout, the order of its lists)
 * is the same for all rows; what varies the input is made for each row by its id.
 *
 * @param cases all of the suite: typos spare the labels that any of them expects
 */
export function planVariants(
  spec: EvaluationSpec,
  cases: readonly Case[],
  { kinds, variants: count, fields, seed }: PerturbSettings,
): Variant[] {
  const originals = new Map(cases.map(({ id, input }) => [id, input]))
  // Scorers judge the answer to what was meant.
  const lenient = { ...spec, scorers: spec.scorers.map((scorer) => seeing(scorer, originals)) }
  const shown = shownFields(spec, cases, fields)
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const makers: Record<PerturbKind, () => Variant[]> = {
    format() {
      const layouts = varyLayout(spec.prompt, { count, seed })
      return numbers.map((number) => {
        const layout = layouts[number - 1]
        const varied = layout && { ...lenient, prompt: layout.prompt }
        const what = layout?.what
        return { kind: 'format', number, what, vary: (item) => (varied ? ask(item, varied) : nothing) }
      })
    },
    order() {
      const prompts = varyOrder(spec.prompt, { count, seed })
      return numbers.map((number) => {
        const varied = withPrompt(lenient, prompts[number - 1])
        return {
          kind: 'order',
          number,
          vary(item) {
            const input = reorderInput(item, shown, { number, seed })
            return varied === lenient && !input ? nothing : ask(item, varied, input)
          },
        }
      })
    },
    typos() {
      const labels = labelWords(cases.map(({ expected }) => expected))
      return numbers.map((number) => ({
        kind: 'typos',
        number,
        vary(item) {
          const input = misspellInput(item, shown, labels, `${seed} typos ${number} ${item.id}`)
          return input ? ask(item, lenient, input) : nothing
        },
      }))
    },
    paraphrase: () =>
      numbers.map((number) => ({
        kind: 'paraphrase',
        number,
        async vary(item, context) {
          const texts = freeTexts(item.input, shown).filter(({ text }) => maySee(spec, text))
          const said = await paraphrase(texts, number, context)
          if (said.status !== 'ok') return said
          const input = mapTexts(item.input, shown, (text, path) => said.texts.get(path) ?? text)
          return { ...ask(item, lenient, input), usage: said.usage }
        },
      })),
  }
  return kinds.flatMap((kind) => makers[kind]())
}

function ask(item: Case, spec: EvaluationSpec, input: Case['input'] = item.input) {
  return { status: 'ok' as const, item: { ...item, input }, spec }
}

function withPrompt(spec: EvaluationSpec, prompt: PromptFile | undefined): EvaluationSpec {
  return prompt ? { ...spec, prompt } : spec
}

function seeing(
  scorer: EvaluationSpec['scorers'][number],
  originals: ReadonlyMap<string, Input>,
): EvaluationSpec['scorers'][number] {
  const wrapped: typeof scorer = (args, context) =>
    scorer({ ...args, input: originals.get(args.id) ?? args.input }, context)
  // Threshold, and what else it says of itself.
  return Object.assign(wrapped, scorer, { scorerName: scorer.scorerName ?? scorer.name })
}

/** A suite's own target may show what the prompt does not. */
function shownFields(
  { prompt, target }: EvaluationSpec,
  cases: readonly Case[],
  fields: readonly string[] | undefined,
): ReadonlySet<string> {
  const shown = target
    ? cases.flatMap(({ input }) => Object.keys(input))
    : prompt.sections.flatMap(({ variables }) => variables)
  return new Set(fields ? shown.filter((name) => fields.includes(name)) : shown)
}

function misspellInput(
  { input, expected }: Case,
  fields: ReadonlySet<string>,
  labels: ReadonlySet<string>,
  seed: string,
): Case['input'] | undefined {
  const spare = new Set([...labels, ...wordsIn(expected)])
  let changed = false
  const misspelt = mapTexts(input, fields, (text, path) => {
    const typed = isFreeText(text) ? addTypos(text, createRandom(`${seed} ${path}`), spare) : undefined
    if (typed !== undefined) changed = true
    return typed ?? text
  })
  return changed ? misspelt : undefined
}

/** Another order of keys than the row has, and than the variants before. */
function reorderInput(
  { id, input }: Case,
  fields: ReadonlySet<string>,
  { number, seed }: { readonly number: number; readonly seed: number },
): Case['input'] | undefined {
  const known = new Set([JSON.stringify(input)])
  for (let one = 1; one <= number; one++) {
    const random = createRandom(`${seed} order ${one} ${id}`)
    const ordered = Object.fromEntries(
      Object.entries(input).map(([name, value]) => [
        name,
        fields.has(name) ? reorderKeys(value, random) : value,
      ]),
    )
    const text = JSON.stringify(ordered)
    if (one === number) return known.has(text) ? undefined : ordered
    known.add(text)
  }
  return undefined
}

/** The critic reads nothing that a suite, or the redaction of secrets, takes out. */
function maySee({ redactor }: EvaluationSpec, text: string): boolean {
  try {
    return redactor === undefined || redactor.text(text) === text
  } catch {
    return false
  }
}
