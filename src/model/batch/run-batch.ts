import { type CallFailure, stopped } from '../call-failure.ts'
import { pause } from '../pause.ts'
import type { BatchState } from './batch-folder.ts'
import type { BatchServer, ServerBatch, Told } from './batch-server.ts'
import { type PollContext, pollBatch, pollDelay } from './poll-batch.ts'
import { type SendContext, sendBatch } from './send-batch.ts'

export interface RunContext extends SendContext, PollContext {
  readonly signal: AbortSignal
  readonly server: BatchServer
  /** The server has too much to do to take the batch; `false`: it is not to be tried again as it is. */
  readonly full: (reason: string, tries: number) => boolean
  readonly line: (text: string) => void | Promise<void>
}

/** One batch from its requests to the last line of its answers; the server's word on it in the end, or `full`. */
export async function runBatch(given: BatchState, context: RunContext): Promise<Told<ServerBatch> | 'full'> {
  const { folder, server, signal } = context
  let state = given
  for (let tries = 0; ; tries++) {
    if (state.batch === undefined) {
      const sent = await sendBatch(state, context)
      if (!sent.ok) return sent
      state = sent.value
    }
    const told = await pollBatch(state.batch ?? '', context)
    if (!told.ok) return forget(told.failure, state, context)
    const full = whyFull(told.value)
    if (full === undefined) return download(told.value, context)
    const { batch: _, ...unsent } = state
    state = unsent
    folder.save(state)
    if (!context.full(full, tries)) return 'full'
    if (!(await pause(queueDelay(tries, context.firstLook), signal))) return { ok: false, failure: stopped }
  }

  async function download(batch: ServerBatch, { line }: RunContext): Promise<Told<ServerBatch>> {
    for (const file of [batch.output_file_id, batch.error_file_id]) {
      const read = file ? await server.read(file, line) : undefined
      if (read?.ok === false) return read
    }
    return { ok: true, value: batch }
  }
}

/** A server takes so many tokens in unfinished batches; what is above fails, and may come again when others are done. */
function whyFull({ status, errors }: ServerBatch): string | undefined {
  if (status !== 'failed') return undefined
  const [first] = errors?.data ?? []
  return first?.code === 'token_limit_exceeded' ? (first.message ?? first.code) : undefined
}

const queueDelay = (tries: number, first: number) => Math.min(600_000, 4 * pollDelay(tries, first))

/** A batch that the server does not know is sent anew by the next run. */
function forget(failure: CallFailure, state: BatchState, { folder }: RunContext): Told<ServerBatch> {
  if (failure.unknownPath) folder.remove(state.id)
  return { ok: false, failure }
}
