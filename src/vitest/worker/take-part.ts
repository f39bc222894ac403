import type { Case } from '../../core/case.ts'
import { isInShard, type Shard } from '../../core/shard.ts'
import type { SuiteRunner } from './suite-runner.ts'

/**
 * The cases that run in this shard. A test stands for the others where Vitest would go wrong without one: a suite needs a test, and
 * rows marked `only` in other shards leave the rest out here too.
 */
export function takePart(cases: readonly Case[], shard: Shard, { test }: SuiteRunner): readonly Case[] {
  const part = cases.filter(({ id }) => isInShard(id, shard))
  const onlyElsewhere = cases.some(({ only }) => only) && !part.some(({ only }) => only)
  if (cases.length > 0 && (part.length === 0 || onlyElsewhere)) {
    test(
      `no case of shard ${shard.index} of ${shard.count}`,
      {
        ...(onlyElsewhere ? { only: true } : {}),
        meta: { promptRetune: { type: 'elsewhere' } },
      },
      ({ skip }) => skip('its cases run in other shards'),
    )
  }
  return part
}
