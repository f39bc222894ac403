import { groupDigits } from '../../core/group-digits.ts'
import { noUsage } from '../../core/usage.ts'
import type { AnswerKeeper } from '../answers/keep-result.ts'
import type { GenerateRequest, GenerateResult, ModelClient } from '../client.ts'
import { askedModel } from '../model-names.ts'
import { openConnection } from '../open-connection.ts'
import { type Connection, normaliseURL, showURL } from '../resolve-connection.ts'
import { structuredOutput } from '../structured-output.ts'
import { withGenerate } from '../with-generate.ts'
import { type BatchFolder, openBatchFolder } from './batch-folder.ts'
import { type BatchLimits, batchLimits } from './batch-limits.ts'
import type { BatchPart } from './batch-part.ts'
import { openBatchServer } from './batch-server.ts'
import { endpointOf, keyOfRequest, lineOf } from './gather-requests.ts'
import { readPart } from './rewrite-parts.ts'
import { sendParts } from './send-parts.ts'
import type { BatchSpending } from './spend-on-batch.ts'
import { asBatched, takeAnswers } from './take-answers.ts'
import { type BatchWriter, writeBatches } from './write-batches.ts'

export interface OpenBatchesOptions {
  readonly suite: string
  /** `.prompt-retune/batches`, absolute. */
  readonly folder: string
  readonly connection: Connection
  /** The cache that takes the answers. */
  readonly keeper: AnswerKeeper
  /** The schema of what is asked for: the same in all requests. */
  readonly output: GenerateRequest['output']
  readonly model: Pick<ModelClient, 'modelName'>
  readonly retries: number
  /** Milliseconds for a call that is no file. */
  readonly timeout: number
  /** May answers be used that an earlier run sent for, without a trace of it here? */
  readonly adopt: boolean
  readonly spending?: BatchSpending | undefined
  readonly limits?: BatchLimits | undefined
  /** Milliseconds between the first two looks at a batch; later ones come more slowly, up to a minute apart. Default 500. */
  readonly firstLook?: number | undefined
}

/** The target's calls of one suite, in batches in place of one by one. */
export interface Batches {
  /** Stands below the cache: gathers what is not kept yet, and later answers what the cache could not keep. */
  below(model: ModelClient): ModelClient
  /** Stands above it: what was paid for in this run saved nothing. */
  above(model: ModelClient): ModelClient
  /** Has the requests that `ask` makes answered, or given up; goes on with what earlier runs sent. Never rejects for what a server does. */
  fill(ask: () => Promise<void>, run: FillRun): Promise<void>
  /** The answers were made use of: what is over is forgotten. */
  settle(): void
}

export interface FillRun {
  /** Ends the wait; batches that were sent go on. */
  readonly signal: AbortSignal
  readonly say: (text: string) => void
}

export function openBatches(options: OpenBatchesOptions): Batches {
  const { suite, keeper, model, adopt, spending, limits = batchLimits, firstLook = 500 } = options
  const connection = openConnection(options.connection)
  const folder = openBatchFolder(options.folder)
  const adapter = connection.adapter()
  const { openAI } = connection
  const provider = normaliseURL(showURL(connection.baseURL))
  const endpoint = endpointOf(adapter)
  const output = options.output && structuredOutput(options.output.name, options.output.schema)
  const target = {
    connection,
    model: model.modelName('target'),
    path: adapter.path,
    timeout: options.timeout,
  }
  const taken = takeAnswers({ keeper, adapter, output, target })
  const context = { model, provider, openAI, adapter }
  let done: readonly BatchPart[] = []
  let gathering: Gathering | undefined
  /** All requests that the cache did not answer. */
  const asked = new Set<string>()

  const gather = async (
    { writer, sent }: Gathering,
    key: string,
    request: GenerateRequest,
  ): Promise<GenerateResult> => {
    if (asked.has(key)) return notAnswered
    asked.add(key)
    if (sent.has(key)) return notAnswered
    const line = lineOf(key, request, context)
    const refused = await spending?.begin(line.length, askedModel(request, model))
    if (refused) taken.fail(key, refused)
    else writer.add(key, line)
    return refused ?? notAnswered
  }

  return {
    below: (door) =>
      withGenerate(door, async (request, given) => {
        if (request.role !== 'target') return door.generate(request, given)
        const key = keyOfRequest(request, given, context)
        if (gathering) return gather(gathering, key, request)
        return taken.find(key) ?? (asked.has(key) ? lost : door.generate(request, given))
      }),
    above: (door) =>
      withGenerate(door, async (request, given) => {
        const result = await door.generate(request, given)
        const { cached } = result.usage
        if (!cached || request.role !== 'target') return result
        if (!taken.isNew(keyOfRequest(request, given, context))) return result
        return { ...result, usage: asBatched({ ...noUsage, ...cached }) }
      }),
    async fill(ask, { signal: stop, say }) {
      const earlier = await earlierParts(folder, { suite, provider, endpoint })
      const sent = new Set(earlier.flatMap(({ keys }) => [...keys]))
      const writer = writeBatches(folder, { suite, provider, endpoint, round: 1 }, limits)
      gathering = { writer, sent }
      try {
        await ask()
      } catch (thrown) {
        writer.drop()
        throw thrown
      } finally {
        gathering = undefined
      }
      if (stop.aborted) return writer.drop()
      const written = writer.end()
      const parts = [...earlier, ...written]
      const requests = written.reduce((sum, { keys }) => sum + keys.size, 0)
      if (parts.length === 0) return
      say(describeStart(requests, written.length, earlier.length))
      const { retries, timeout } = options
      const signal = AbortSignal.any([stop, ...(spending?.late ? [spending.late] : [])])
      done = await sendParts(parts, {
        ...{ folder, signal, retries, adopt, taken, asked, limits, firstLook, say },
        server: openBatchServer({ connection, signal, retries, timeout }),
      })
      await spending?.settle(taken.usage, target.model)
      if (spending?.late?.aborted)
        for (const key of asked) if (!taken.knows(key)) taken.fail(key, spending.tooLate())
      if (taken.strangers > 0)
        say(`${taken.strangers} lines of the answers belong to no request, and are left aside`)
    },
    settle() {
      for (const { state } of done) folder.remove(state.id)
    },
  }
}

interface Gathering {
  readonly writer: BatchWriter
  /** Those of batches that earlier runs sent. */
  readonly sent: ReadonlySet<string>
}

const notAnswered: GenerateResult = {
  status: 'error',
  error: { kind: 'aborted', message: 'The call was not made.' },
  usage: noUsage,
}

/** Not asked again: it would be paid for twice, and thousands with it. */
const lost: GenerateResult = {
  status: 'error',
  error: {
    kind: 'not-asked',
    message: 'Its batch has answered, but the response cache could not keep what it said.',
  },
  usage: noUsage,
}

/** What earlier runs of the suite sent, or were about to send. */
async function earlierParts(
  folder: BatchFolder,
  wanted: { readonly suite: string; readonly provider: string; readonly endpoint: string },
): Promise<BatchPart[]> {
  const parts: BatchPart[] = []
  for (const state of folder.list()) {
    const { suite, provider, endpoint } = state
    if (suite !== wanted.suite || provider !== wanted.provider || endpoint !== wanted.endpoint) continue
    const part = await readPart(folder, state)
    if (part) parts.push(part)
    else folder.remove(state.id)
  }
  return parts
}

function describeStart(requests: number, batches: number, earlier: number): string {
  const sent = `${groupDigits(requests)} requests go out in ${batches === 1 ? 'a batch' : `${batches} batches`}`
  const taken = `${earlier === 1 ? 'a batch' : `${earlier} batches`} of an earlier run ${earlier === 1 ? 'is' : 'are'} taken up`
  const what = [...(batches > 0 ? [sent] : []), ...(earlier > 0 ? [taken] : [])].join('; ')
  return `${what}. Ctrl-C leaves them running, and the next run goes on from there`
}
