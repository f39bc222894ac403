import { createRandom } from '../../core/random.ts'
import { type CallFailure, stopped } from '../call-failure.ts'
import { pause } from '../pause.ts'
import { showURL } from '../resolve-connection.ts'
import { retryDelay } from '../retry-delay.ts'
import type { BatchFolder, BatchState } from './batch-folder.ts'
import { type BatchServer, isMarked, type ServerBatch, type Told } from './batch-server.ts'

export interface SendContext {
  readonly folder: BatchFolder
  readonly server: BatchServer
  readonly signal: AbortSignal
  readonly retries: number
  /** May a batch of the same requests be one that an earlier run sent? */
  readonly adopt: boolean
}

/**
 * Uploads the requests and has their batch made, once: before it is made, and again where the answer to that was lost, the batches
 * of the server are looked through for it. What is known is on disk before the next step.
 */
export async function sendBatch(given: BatchState, context: SendContext): Promise<Told<BatchState>> {
  const { folder, server, signal, retries } = context
  let state = given
  const keep = (more: Partial<BatchState>) => {
    state = { ...state, ...more }
    folder.save(state)
  }
  const adopted = await findSent(state, context)
  if (!adopted.ok) return adopted
  if (adopted.value) {
    keep({ batch: adopted.value.id })
    return { ok: true, value: state }
  }
  const random = createRandom(state.id)
  for (let retry = 0; ; retry++) {
    if (state.file === undefined) {
      const sent = await server.upload(folder.inputOf(state.id), `${state.id}.jsonl`)
      if (!sent.ok) return { ok: false, failure: withoutBatches(sent.failure, state) }
      keep({ file: sent.value })
    }
    const { id: mark, endpoint, file = '' } = state
    const made = await server.create({ file, endpoint, mark })
    if (made.ok) {
      keep({ batch: made.value.id })
      return { ok: true, value: state }
    }
    const { failure } = made
    if (failure === stopped || retry >= retries || !(failure.retry || isFileGone(failure, given))) {
      return { ok: false, failure: withoutBatches(failure, state) }
    }
    if (!failure.retry) keep({ file: undefined })
    if (!(await pause(retryDelay(retry, failure.wait, random), signal)))
      return { ok: false, failure: stopped }
    const sent = await findSent(state, { ...context, adopt: true })
    if (!sent.ok) return sent
    if (sent.value) {
      keep({ batch: sent.value.id })
      return { ok: true, value: state }
    }
  }
}

/** A server may list no batches; then none is found. */
async function findSent(
  { id, file }: BatchState,
  { server, adopt }: SendContext,
): Promise<Told<ServerBatch | undefined>> {
  if (!adopt && file === undefined) return { ok: true, value: undefined }
  const listed = await server.recent()
  if (!listed.ok) return listed.failure.unknownPath ? { ok: true, value: undefined } : listed
  const value = listed.value.find((batch) => isMarked(batch, id) && batch.status !== 'failed')
  return { ok: true, value }
}

/** A file that an earlier run uploaded may have been deleted since. */
function isFileGone({ error }: CallFailure, { file }: BatchState): boolean {
  return file !== undefined && (error.status === 400 || error.status === 404)
}

function withoutBatches(failure: CallFailure, { provider }: BatchState): CallFailure {
  if (!failure.unknownPath) return failure
  const { status } = failure.error
  const message = `${showURL(provider)} offers no batches (${status ?? 'no status'}): ${failure.error.message} Leave out \`transport: 'batch'\` for this server.`
  return { ...failure, error: { ...failure.error, message } }
}
