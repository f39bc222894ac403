import { hashText } from '../../core/canonical-hash.ts'
import type { CaseError } from '../../core/case-result.ts'
import type { JsonValue } from '../../core/json.ts'
import { addUsage, type ModelRole, noUsage, type Usage } from '../../core/usage.ts'
import { keepAnswer, recallAnswer } from '../answers/answer-record.ts'
import { questionText } from '../answers/question.ts'
import { shareUsage } from '../answers/share-usage.ts'
import { createTurns } from '../answers/turns.ts'
import type { CallOptions, EmbedResult, GenerateRequest, GenerateResult, ModelClient } from '../client.ts'
import { askedModel } from '../model-names.ts'
import type { RecordingEntry } from './recording-entry.ts'
import type { RecordingPart } from './recording-parts.ts'
import { growVector, shrinkVector } from './small-vector.ts'

/** `replay`: nothing else is asked; `auto`: what is not recorded is asked and recorded; `record`: all is asked anew. */
export type RecordMode = 'replay' | 'auto' | 'record'

export interface RecordAnswersOptions {
  readonly model: ModelClient
  readonly mode: RecordMode
  /** What was recorded before, read when it is first needed. */
  readonly recorded: () => ReadonlyMap<string, RecordingEntry>
  /** Takes what is recorded now. Default: nothing is. */
  readonly part?: RecordingPart | undefined
  /** The models as the project itself names them, whatever the environment says: in a fork it says nothing. */
  readonly names: Pick<ModelClient, 'modelName'>
  /** The answer without its secrets; `undefined`: it must not be recorded. */
  readonly redact: (role: ModelRole, answer: JsonValue) => JsonValue | undefined
  /** The command that records what is missing. */
  readonly command: string
}

/** Of another number, nothing is found any more: to be raised when the same request is written differently. */
const version = 1

interface Asked {
  readonly key: string
  readonly role: ModelRole
  readonly model: string
  readonly caseId: string | undefined
}

/**
 * Answers from a suite's recording, by everything that makes an answer but whose server is asked. What is given out is what stands in
 * the recording, secrets taken out of texts apart, so that a replay comes to the same as the run that was recorded.
 */
export function recordAnswers(options: RecordAnswersOptions): ModelClient {
  const { model, mode, recorded, part, names, redact, command } = options
  const inTurn = createTurns()
  const added = new Map<string, RecordingEntry>()
  const told = new Set<string>()

  const keyOf = (question: readonly string[], { trial = 0 }: CallOptions) =>
    hashText(JSON.stringify([version, trial, ...question])).slice(0, 32)

  const find = ({ key, model: name }: Asked): RecordingEntry | undefined => {
    const own = added.get(key)
    if (own || mode === 'record') return own
    const entry = recorded().get(key)
    // In a replay nobody knows which model would answer; where there is one, another one's answers do not count.
    return entry && (mode === 'replay' || entry.model === name) ? entry : undefined
  }

  const use = (entry: RecordingEntry, caseId: string | undefined): void => {
    const known = `${entry.key} ${caseId}`
    if (told.has(known)) return
    told.add(known)
    part?.add({ ...entry, ...(caseId === undefined ? {} : { case: caseId }) })
  }

  const keep = (
    asked: Asked,
    { calls, inputTokens, outputTokens, cached, replayed }: Usage,
    answer: JsonValue,
  ) => {
    const plain = redact(asked.role, answer)
    if (plain === undefined) {
      part?.incomplete()
      return
    }
    // What it costs where it is asked for, wherever it came from now.
    const cost = calls > 0 ? { calls, inputTokens, outputTokens } : (cached ?? replayed ?? noUsage)
    const entry: RecordingEntry = {
      key: asked.key,
      role: asked.role,
      ...(asked.caseId === undefined ? {} : { case: asked.caseId }),
      model: asked.model,
      usage: [cost.calls, cost.inputTokens, cost.outputTokens],
      answer: plain,
    }
    added.set(asked.key, entry)
    use(entry, asked.caseId)
  }

  function askedOfRequest(request: GenerateRequest, given: CallOptions): Asked {
    const question = ['generate', askedModel(request, names), questionText(request)]
    const { role } = request
    return { key: keyOf(question, given), role, model: askedModel(request, model), caseId: given.caseId }
  }

  async function generate(request: GenerateRequest, given: CallOptions): Promise<GenerateResult> {
    const { role } = request
    const { caseId } = given
    const asked = askedOfRequest(request, given)
    const known = () => {
      const entry = find(asked)
      const result = entry && recallAnswer(entry.answer, request, () => replayed(entry))
      if (entry && result) use(entry, caseId)
      return result
    }
    return inTurn<GenerateResult>([asked.key], known, async () => {
      if (mode === 'replay') return { status: 'error', error: missing(role, caseId, command), usage: noUsage }
      const result = await model.generate(request, given)
      const answer = keepAnswer(result)
      if (answer === undefined) {
        // What was only looked for may still be asked.
        if (given.mayAsk?.() !== false) part?.incomplete()
      } else keep(asked, result.usage, answer)
      return result
    })
  }

  async function embed(texts: readonly string[], given: CallOptions): Promise<EmbedResult> {
    const role = 'embedder'
    const [name, named] = [model.modelName(role), names.modelName(role)]
    const askedOf = new Map<string, Asked>(
      texts.map((text) => [
        text,
        { key: keyOf(['embed', named, text], given), role, model: name, caseId: undefined },
      ]),
    )
    return inTurn<EmbedResult>(
      [...askedOf.values()].map(({ key }) => key),
      () => undefined,
      async () => {
        const vectors = new Map<string, readonly number[]>()
        let usage = noUsage
        for (const [text, asked] of askedOf) {
          const entry = find(asked)
          const vector = entry && growVector(entry.answer)
          if (!vector) continue
          use(entry, undefined)
          vectors.set(text, vector)
          usage = addUsage(usage, replayed(entry))
        }
        const open = [...askedOf].filter(([text]) => !vectors.has(text))
        if (open.length > 0) {
          if (mode === 'replay') return { status: 'error', error: missing(role, undefined, command), usage }
          const lacking = open.map(([text]) => text)
          const result = await model.embed(lacking, given)
          usage = addUsage(usage, result.usage)
          if (result.status === 'error' || result.vectors.length !== lacking.length) {
            part?.incomplete()
            return { ...result, usage }
          }
          const shared = shareUsage(result.usage, lacking)
          for (const [row, [text, asked]] of open.entries()) {
            const vector = result.vectors[row] ?? []
            const small = shrinkVector(vector)
            if (small !== undefined) keep(asked, shared[row] ?? noUsage, small)
            // As it will come back from the recording.
            vectors.set(text, (small !== undefined && growVector(small)) || vector)
          }
        }
        return { status: 'ok', vectors: texts.map((text) => vectors.get(text) ?? []), usage }
      },
    )
  }

  return {
    generate: (request, given = {}) => generate(request, given),
    embed: (texts, given = {}) => embed(texts, given),
    modelName: (role, promptModel) => model.modelName(role, promptModel),
    holds: (request, given = {}) =>
      find(askedOfRequest(request, given)) !== undefined || model.holds?.(request, given) === true,
    get simulated() {
      return model.simulated
    },
  }
}

function replayed({ usage: [calls, inputTokens, outputTokens] }: RecordingEntry): Usage {
  return { ...noUsage, replayed: { calls, inputTokens, outputTokens } }
}

function missing(role: ModelRole, caseId: string | undefined, command: string): CaseError {
  const of = caseId === undefined ? '' : ` for case ${caseId}`
  return {
    kind: 'recording',
    message: `There is no recording of an answer of the ${role}${of}. Record it where there is a key: ${command}`,
  }
}
