import type { TestSequencer, TestSpecification, Vitest } from 'vitest/node'
import type { Shard } from '../../core/shard.ts'
import { isPromptTest } from '../is-prompt-test.ts'

/**
 * The shard of this run, where it may take a part of each dataset rather than some of the files: only when its results are merged
 * later can the whole be judged, and only since Vitest 5 does the merge keep the parts of one file apart.
 */
export function shardOf(vitest: Vitest): Shard | undefined {
  const { shard, reporters } = vitest.config
  const merged = reporters.some((reporter) => (Array.isArray(reporter) ? reporter[0] : reporter) === 'blob')
  if (!shard || !merged) return undefined
  if (Number.parseInt(vitest.version, 10) < 5) {
    vitest.logger.log(
      'prompt-retune: Vitest 4 merges only one shard of a file, so that each prompt suite stays whole in one shard, and there can be no more shards than test files. Vitest 5 spreads the cases of a dataset.',
    )
    return undefined
  }
  return { index: shard.index, count: shard.count }
}

/** Has Vitest run every prompt test file in every shard, where the worker takes its part of the cases; other files go to one shard as ever. */
export function shardByCase(vitest: Vitest, { index, count }: Shard): void {
  const { config } = vitest
  const { passWithNoTests } = config
  const { sequencer: Sequencer } = config.sequence
  config.mergeReportsLabel = shardLabel(config.mergeReportsLabel, { index, count })
  // Vitest refuses more shards than files, before it asks the sequencer.
  config.passWithNoTests = true
  config.sequence.sequencer = class implements TestSequencer {
    readonly #inner = new Sequencer(vitest)

    sort(files: TestSpecification[]) {
      return this.#inner.sort(files)
    }

    async shard(files: TestSpecification[]) {
      config.passWithNoTests = passWithNoTests
      const ours = files.filter(({ moduleId }) => isPromptTest(moduleId))
      const others = files.filter(({ moduleId }) => !isPromptTest(moduleId))
      if (!passWithNoTests && ours.length === 0 && count > others.length) {
        throw new Error(
          `--shard <count> must be a smaller than count of test files. Resolved ${others.length} test files for --shard=${index}/${count}.`,
        )
      }
      return [...ours, ...(others.length > 0 ? await this.#inner.shard(others) : [])]
    }
  }
}

/** Keeps the parts of one file apart when reports are merged, in the root's config and in that of each project. */
export function shardLabel(label: string | undefined, { index, count }: Shard): string {
  const own = `shard ${index} of ${count}`
  return label === undefined || label === own || label.endsWith(`, ${own}`)
    ? (label ?? own)
    : `${label}, ${own}`
}
