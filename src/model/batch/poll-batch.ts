import { stopped } from '../call-failure.ts'
import { pause } from '../pause.ts'
import type { BatchServer, ServerBatch, Told } from './batch-server.ts'

const over: ReadonlySet<string> = new Set(['completed', 'failed', 'expired', 'cancelled'])

export function isOver({ status }: ServerBatch): boolean {
  return over.has(status)
}

/** Milliseconds between two looks: the first ones follow quickly, since small batches are soon done. */
export function pollDelay(looks: number, first: number): number {
  return Math.min(60_000, first * 1.4 ** looks)
}

export interface PollContext {
  readonly server: BatchServer
  readonly signal: AbortSignal
  /** Milliseconds until the second look. */
  readonly firstLook: number
  readonly seen: (batch: ServerBatch) => void
}

/** Waits until a batch is over, whatever way. */
export async function pollBatch(
  id: string,
  { server, signal, firstLook, seen }: PollContext,
): Promise<Told<ServerBatch>> {
  for (let looks = 0; ; looks++) {
    const told = await server.retrieve(id)
    if (!told.ok) return told
    seen(told.value)
    if (isOver(told.value)) return told
    if (!(await pause(pollDelay(looks, firstLook), signal))) return { ok: false, failure: stopped }
  }
}
