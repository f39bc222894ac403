import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { DatasetSource } from '../../src/dataset/dataset-source.ts'
import { type LoadDatasetOptions, loadDataset } from '../../src/dataset/load-dataset.ts'

/** A folder for the tests of one file, and loading from it. */
export function useScratch() {
  const scratch = { root: '' }
  beforeAll(async () => {
    scratch.root = await mkdtemp(join(tmpdir(), 'dataset-'))
  })
  afterAll(() => rm(scratch.root, { recursive: true }))
  return {
    path: (name: string) => join(scratch.root, name),
    write: (name: string, content: string | Buffer) => writeFile(join(scratch.root, name), content),
    load: (data: DatasetSource, options: Partial<LoadDatasetOptions> = {}) =>
      loadDataset(data, { root: scratch.root, baseDir: scratch.root, ...options }),
  }
}
