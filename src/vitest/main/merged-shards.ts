import type { TestModule } from 'vitest/node'
import { type RetuneError, retuneError } from '../../core/errors.ts'
import type { Shard } from '../../core/shard.ts'
import { taskMetaSchema } from '../channel.ts'

/** What merged reports tell of the shards they came from. */
export interface MergedShards {
  /** Test files (absolute) whose cases came in parts. */
  readonly files: ReadonlySet<string>
  /** Those of them that lack a part. */
  readonly incomplete: ReadonlySet<string>
  readonly problems: readonly RetuneError[]
}

/** Finds the shards behind the modules of a merged run, and those that are missing. */
export function mergedShards(modules: readonly TestModule[], nameOf: (file: string) => string): MergedShards {
  const parts = new Map<string, { file: string; shards: Shard[] }>()
  for (const module of modules) {
    const meta = taskMetaSchema.safeParse(module.meta().promptRetune)
    if (!meta.success || meta.data.type !== 'shard') continue
    const { moduleId: file, project } = module
    const key = JSON.stringify([project.name, file])
    parts.set(key, { file, shards: [...(parts.get(key)?.shards ?? []), meta.data] })
  }
  const problems = [...parts.values()].flatMap(({ file, shards }) => {
    const error = findProblem(nameOf(file), shards)
    return error ? [{ file, error }] : []
  })
  return {
    files: new Set([...parts.values()].map(({ file }) => file)),
    incomplete: new Set(problems.map(({ file }) => file)),
    problems: problems.map(({ error }) => error),
  }
}

function findProblem(file: string, shards: readonly Shard[]): RetuneError | undefined {
  const counts = [...new Set(shards.map(({ count }) => count))].sort((a, b) => a - b)
  const [count = 1] = counts
  if (counts.length > 1) return retuneError('SHARD_MIXED', { counts }, { at: { file } })
  const there = new Set(shards.map(({ index }) => index))
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !there.has(index))
  if (missing.length > 0) return retuneError('SHARD_MISSING', { missing, count }, { at: { file } })
  const twice = [...there].filter((index) => shards.filter((one) => one.index === index).length > 1)
  return twice.length > 0 ? retuneError('SHARD_TWICE', { twice }, { at: { file } }) : undefined
}
