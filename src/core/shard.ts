import { z } from 'zod'
import { hashFraction } from './canonical-hash.ts'

/** One part of a run that is spread over several machines: `--shard=index/count`, counted from 1. */
export const shardSchema = z.object({ index: z.int().min(1), count: z.int().min(1) })

export type Shard = z.output<typeof shardSchema>

/** Is this case one of the shard's? By its id alone, so that added, dropped or reordered rows move no other case. */
export function isInShard(id: string, { index, count }: Shard): boolean {
  return Math.floor(hashFraction(`shard ${id}`) * count) === index - 1
}
