import type { CaseError } from '../../core/case-result.ts'
import { noUsage } from '../../core/usage.ts'
import { type CallFailure, stopped } from '../call-failure.ts'
import type { BatchLimits } from './batch-limits.ts'
import { unanswered } from './batch-line.ts'
import type { BatchPart } from './batch-part.ts'
import type { ServerBatch } from './batch-server.ts'
import { describeBatch } from './describe-batch.ts'
import { isOver } from './poll-batch.ts'
import { rewriteParts } from './rewrite-parts.ts'
import { runBatch } from './run-batch.ts'
import type { SendContext } from './send-batch.ts'
import type { TakenAnswers } from './take-answers.ts'
import { withoutLogprobs } from './without-logprobs.ts'

export interface SendPartsContext extends SendContext {
  readonly taken: TakenAnswers
  /** What this run waits for: a batch of an earlier one may hold other requests, of a prompt that changed since. */
  readonly asked: ReadonlySet<string>
  readonly limits: BatchLimits
  readonly firstLook: number
  readonly say: (text: string) => void
}

/** A batch of fewer requests than these is not split because a server has too much to do. */
const leastSplit = 100
/** So often it is tried again before that. */
const triesWhole = 3

/**
 * Sends batches side by side, and takes their answers. What an expired batch or a passing error of the server left unanswered is sent
 * once more, in batches of a second round; all else has its error afterwards.
 *
 * @returns the batches that are over: nothing more is to come of them
 */
export async function sendParts(
  parts: readonly BatchPart[],
  context: SendPartsContext,
): Promise<BatchPart[]> {
  const { taken, asked, folder, limits, signal, say } = context
  const done: BatchPart[] = []
  const underWay = new Set<string>()
  let number = 0

  const run = async (part: BatchPart): Promise<void> => {
    if (!(await isWorthIt(part, context))) return
    number += 1
    const { state } = part
    const name = `batch ${number}${state.round === 2 ? ' (again)' : ''}`
    const seen = describeBatch(name, say)
    const told = await runBatch(state, {
      ...context,
      seen(batch) {
        underWay.add(state.id)
        seen(batch)
      },
      full(reason, tries) {
        underWay.delete(state.id)
        if (tries === 0) say(`${name} waits: ${reason}`)
        return underWay.size > 0 || tries < triesWhole || state.requests < leastSplit
      },
      line: (text) => taken.line(part, text),
    })
    underWay.delete(state.id)
    if (told === 'full') return split(part)
    if (!told.ok) return giveUp(part, told.failure)
    done.push(part)
    noteUnanswered(part, told.value)
  }

  const split = async (part: BatchPart): Promise<void> => {
    const half = Math.ceil(part.state.requests / 2)
    say(`a batch of ${part.state.requests} requests is too much for the server now; sent in halves`)
    const halves = await rewriteParts(folder, [part], {
      round: part.state.round,
      wanted: () => true,
      limits: { ...limits, requests: half },
    })
    folder.remove(part.state.id)
    await Promise.all(halves.map(run))
  }

  /** What could not be sent or waited for; a batch that is under way goes on, and a later run takes it up. */
  const giveUp = ({ state, keys }: BatchPart, failure: CallFailure): void => {
    if (failure === stopped) return
    const error: CaseError = {
      ...failure.error,
      kind: 'not-asked',
      message: `Not asked: ${failure.error.message}`,
    }
    for (const key of keys) if (!taken.knows(key)) taken.fail(key, { status: 'error', error, usage: noUsage })
    const sent = folder.find(state.id)?.batch !== undefined
    if (!sent && !failure.retry) done.push({ state, keys, failures: new Map() })
  }

  await Promise.all(parts.map(run))
  if (signal.aborted) return []
  const again = new Set(parts.flatMap(({ state, keys }) => (state.round === 2 ? [...keys] : [])))
  const open = done.filter(({ state }) => state.round === 1)
  const wanted = new Set(
    open.flatMap(({ keys, failures }) =>
      [...keys].filter(
        (key) => asked.has(key) && !taken.knows(key) && !again.has(key) && failures.get(key)?.retry,
      ),
    ),
  )
  if (wanted.size > 0) {
    say(`${wanted.size} requests that were left unanswered are sent again`)
    const second = await rewriteParts(folder, open, {
      round: 2,
      wanted: (key) => wanted.has(key),
      limits,
      write: (key, line) => (taken.refusedLogprobs(key) ? withoutLogprobs(line) : line),
    })
    await Promise.all(second.map(run))
  }
  if (signal.aborted) return []
  for (const { keys, failures } of done) {
    for (const key of keys) {
      const failure = failures.get(key)
      if (taken.knows(key) || !failure) continue
      taken.fail(key, { status: 'error', error: failure.error, usage: noUsage })
    }
  }
  return done
}

/** Nobody waits for a batch of which nothing is asked any more; where it is over, its answers are taken all the same. */
async function isWorthIt(
  { state, keys }: BatchPart,
  { asked, server, folder, say }: SendPartsContext,
): Promise<boolean> {
  if ([...keys].some((key) => asked.has(key))) return true
  if (state.batch === undefined) {
    folder.remove(state.id)
    return false
  }
  const told = await server.retrieve(state.batch)
  if (!told.ok) return false
  if (!isOver(told.value))
    say(`${state.batch} of an earlier run is under way still; nothing of it is needed now`)
  return isOver(told.value)
}

/** Requests of which no line says anything have the fate of their batch. */
function noteUnanswered({ keys, failures, state }: BatchPart, batch: ServerBatch): void {
  const failure = fateOf(batch, `${state.id}.jsonl`)
  for (const key of keys) if (!failures.has(key)) failures.set(key, failure)
}

function fateOf({ id, status, errors }: ServerBatch, file: string): CallFailure {
  if (status === 'expired') return unanswered(`The batch ${id} expired before it was asked.`, true)
  if (status === 'cancelled') return unanswered(`The batch ${id} was cancelled at the server.`, false)
  if (status === 'completed') return unanswered(`The batch ${id} ended without a line for it.`, true)
  const told = (errors?.data ?? [])
    .slice(0, 3)
    .map(({ line, message, code }) => `${line ? `${file}:${line}: ` : ''}${message ?? code ?? 'no reason'}`)
  const reason = told.length > 0 ? told.join(' ') : 'the server gives no reason.'
  return { error: { kind: 'bad-request', message: `The batch ${id} failed: ${reason}` }, retry: false }
}
