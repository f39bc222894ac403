import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CacheOptions, Models } from '../core/options.ts'
import type { Redactor } from '../core/redaction/create-redactor.ts'
import { canEmbed } from '../embedded/can-embed.ts'
import { type AnswerStore, type AnswerStoreOptions, openAnswerStore } from '../model/answers/answer-store.ts'
import { cacheAnswers } from '../model/answers/cache-answers.ts'
import type { AnswerKeeper } from '../model/answers/keep-result.ts'
import { createProviderOf } from '../model/answers/provider-of.ts'
import type { ModelClient } from '../model/client.ts'
import { createMayKeep } from './may-keep.ts'
import { openRedactor } from './open-redactor.ts'
import type { Recording } from './record-suite.ts'

export interface KeepAnswersOptions {
  readonly options: { readonly models: Models; readonly cache: CacheOptions }
  /** Where the embedded model listens, when it stands in for a role. */
  readonly embeddedURL?: string | undefined
  /** The project root, absolute: the response cache stands below it. */
  readonly root: string
  /** Takes out of the answers about cases what the suite itself says. */
  readonly ofCases?: Redactor | undefined
  readonly recording?: Pick<Recording, 'mode'> | undefined
  /** May the cache grow beyond its size for now? */
  readonly growing?: boolean | undefined
}

/** The same door, behind the response cache where the options want one. A replay has no use for it, and what is recorded anew is asked anew. */
export function keepAnswers(model: ModelClient, options: KeepAnswersOptions): ModelClient {
  const keeper = answerKeeper(options)
  if (!keeper) return model
  const { options: given, embeddedURL } = options
  const embedded = embeddedURL === undefined ? undefined : { baseURL: embeddedURL, canPlay: canEmbed }
  return cacheAnswers({ model, ...keeper, providerOf: createProviderOf(given.models, embedded) })
}

/** Who keeps answers, where anybody does. */
export function answerKeeper({
  options: { models, cache },
  root,
  ofCases,
  recording,
  growing = false,
}: KeepAnswersOptions): AnswerKeeper | undefined {
  if (!cache || recording?.mode === 'replay') return undefined
  const renew = recording?.mode === 'record'
  return {
    store: openStore(cacheFolder(root), { maxBytes: cache.maxMegabytes * 1_000_000, renew, growing }),
    mayKeep: createMayKeep({ redactor: openRedactor(models), ofCases }),
  }
}

/** May a run need no call at all? */
export function hasKeptAnswers({ options: { cache }, root, recording }: KeepAnswersOptions): boolean {
  if (recording) return recording.mode === 'replay'
  return cache !== false && existsSync(cacheFolder(root))
}

function cacheFolder(root: string): string {
  return join(root, '.prompt-retune', 'cache')
}

/** The suites of a process share what they know. */
const stores = new Map<string, AnswerStore>()

function openStore(folder: string, options: Omit<AnswerStoreOptions, 'onProblem'>): AnswerStore {
  const name = JSON.stringify([folder, options.renew, options.growing])
  const known = stores.get(name)
  if (known) return known
  const onProblem = (problem: string) =>
    process.emitWarning(`Answers are not kept in ${folder}: ${problem}`, 'PromptRetuneWarning')
  const store = openAnswerStore(folder, { ...options, onProblem })
  stores.set(name, store)
  return store
}
