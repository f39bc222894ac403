import { createReadStream } from 'node:fs'
import type OpenAI from 'openai'
import pLimit from 'p-limit'
import { z } from 'zod'
import { createRandom, type Random } from '../../core/random.ts'
import { readLines } from '../../core/read-lines.ts'
import { type CallFailure, type CallTarget, notAnAnswer, stopped, timedOut } from '../call-failure.ts'
import type { OpenConnection } from '../open-connection.ts'
import { pause } from '../pause.ts'
import { retryDelay } from '../retry-delay.ts'

/** What is read of a batch; anything else in it may come and go. */
const batchSchema = z.object({
  id: z.string(),
  status: z.string(),
  input_file_id: z.string().nullish(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
  created_at: z.number().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  request_counts: z.object({ completed: z.number(), failed: z.number(), total: z.number() }).nullish(),
  errors: z
    .object({
      data: z
        .array(
          z.object({
            code: z.string().nullish(),
            message: z.string().nullish(),
            line: z.number().nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
})

export type ServerBatch = z.output<typeof batchSchema>

export type Told<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: CallFailure }

/** The Files and Batches of a server. What it or the network does comes back as data, after retries. */
export interface BatchServer {
  /** Sends a file of requests, streamed; gives its id. */
  upload(path: string, name: string): Promise<Told<string>>
  /** Makes one attempt: where its answer is lost, the batch may be there all the same. */
  create(input: {
    readonly file: string
    readonly endpoint: string
    readonly mark: string
  }): Promise<Told<ServerBatch>>
  retrieve(id: string): Promise<Told<ServerBatch>>
  /** The batches of the last days, the newest first. */
  recent(): Promise<Told<ServerBatch[]>>
  /** Reads a file line by line; from its beginning again where the connection is lost. */
  read(file: string, line: (text: string) => void | Promise<void>): Promise<Told<undefined>>
}

export interface BatchServerContext {
  readonly connection: OpenConnection
  readonly signal: AbortSignal
  /** Attempts after the first one. */
  readonly retries: number
  /** Milliseconds for an attempt of what is no file. */
  readonly timeout: number
}

/** Under this name a batch carries the id of its requests. */
const markName = 'prompt_retune'
/** Batches at most that are looked through for one of ours. */
const mostListed = 300
const oldest = 48 * 3600

export function openBatchServer({ connection, signal, retries, timeout }: BatchServerContext): BatchServer {
  const random = createRandom('batch retries')
  const asking = { connection, signal, retries, random, timeout }
  const sending = { ...asking, timeout: fileTime }
  // Side by side they would be no faster, and each holds some megabytes.
  const oneFile = pLimit(1)
  const inTurn = <T>(context: AttemptContext, call: Call<T>) => oneFile(() => attempt(context, call))

  return {
    upload: (path, name) =>
      inTurn({ ...sending, path: '/files' }, async (client, limit) => {
        const { toStreamingFile } = await import('openai')
        const source = createReadStream(path, { highWaterMark: chunk })
        try {
          const file = toStreamingFile(source, name, { type: 'application/jsonl' })
          const sent = await client.files.create({ purpose: 'batch', file }, { signal: limit })
          return z.object({ id: z.string() }).parse(sent).id
        } finally {
          source.destroy()
        }
      }),
    create: ({ file, endpoint, mark }) =>
      attempt({ ...asking, path: '/batches', retries: 0 }, async (client, limit) => {
        const metadata = { [markName]: mark }
        const body = { input_file_id: file, endpoint, completion_window: '24h', metadata }
        return batchSchema.parse(await client.post('/batches', { body, signal: limit }))
      }),
    retrieve: (id) =>
      attempt({ ...asking, path: `/batches/${id}`, retries: pollRetries }, async (client, limit) =>
        batchSchema.parse(await client.batches.retrieve(id, { signal: limit })),
      ),
    recent: () =>
      attempt({ ...asking, path: '/batches' }, async (client, limit) => {
        const found: ServerBatch[] = []
        const since = Date.now() / 1000 - oldest
        for await (const listed of client.batches.list({ limit: 100 }, { signal: limit })) {
          const batch = batchSchema.safeParse(listed).data
          if (!batch || (batch.created_at ?? since) < since || found.length >= mostListed) break
          found.push(batch)
        }
        return found
      }),
    read: (file, line) =>
      inTurn({ ...sending, path: `/files/${file}/content` }, async (client, limit) => {
        const { body } = await client.files.content(file, { signal: limit })
        if (body) for await (const text of readLines(body)) await line(text)
        return undefined
      }),
  }
}

/** Is it the batch that these requests were sent in? */
export function isMarked({ metadata }: ServerBatch, mark: string): boolean {
  return metadata?.[markName] === mark
}

/** Bytes that are sent at once: of larger pieces more wait to be cleared away. */
const chunk = 16_384
/** Milliseconds for a file to go out or to come in. */
const fileTime = 1_800_000
/** A batch goes on while its server cannot be reached: about half an hour of that is waited for. */
const pollRetries = 60

interface AttemptContext extends BatchServerContext {
  readonly path: string
  readonly random: Random
}

type Call<T> = (client: OpenAI, limit: AbortSignal) => Promise<T>

async function attempt<T>(
  { connection, path, timeout, signal, retries, random }: AttemptContext,
  call: Call<T>,
): Promise<Told<T>> {
  const target = { connection, model: '', path, timeout }
  for (let retry = 0; ; retry++) {
    if (signal.aborted) return { ok: false, failure: stopped }
    const late = AbortSignal.timeout(timeout)
    let failure: CallFailure
    try {
      return { ok: true, value: await call(await connection.client(), AbortSignal.any([signal, late])) }
    } catch (thrown) {
      if (signal.aborted) return { ok: false, failure: stopped }
      failure = late.aborted ? timedOut(target) : await failureOf(thrown, target)
    }
    if (!failure.retry || retry >= retries) return { ok: false, failure }
    if (!(await pause(retryDelay(retry, failure.wait, random), signal)))
      return { ok: false, failure: stopped }
  }
}

async function failureOf(thrown: unknown, target: CallTarget): Promise<CallFailure> {
  if (thrown instanceof z.ZodError) return notAnAnswer(target, undefined)
  const { thrownFailure } = await import('../thrown-failure.ts')
  return thrownFailure(thrown, target)
}
