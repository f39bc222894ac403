import type { Baseline } from '../core/baseline.ts'
import { retuneError } from '../core/errors.ts'
import { baselineOfRun } from './baseline-of-run.ts'
import { type BaselineSettings, locateBaseline } from './locate-baseline.ts'
import { type BaselineFile, readBaselineFile } from './read-baseline-file.ts'

/** Accepted results, and where they were found. */
export interface FoundBaseline {
  readonly baseline: Baseline
  /** The file, from the project root where it lies in it. */
  readonly source: string
}

/** The door to the baselines of a run. */
export interface Baselines {
  /**
   * What a suite is compared with; `undefined` when there is nothing.
   *
   * @param own the suite's own option, from the project root
   * @throws RetuneError BASELINE_MISSING and what a broken file gives
   */
  find(suite: string, own: string | undefined): Promise<FoundBaseline | undefined>
}

/** Opens the baselines of a run, in which no file is read twice. */
export function openBaselines(settings: Omit<BaselineSettings, 'suite'>): Baselines {
  const files = new Map<string, Promise<BaselineFile | undefined>>()
  return {
    async find(suite, own) {
      const place = await locateBaseline(suite, { ...settings, suite: own })
      if (!place) return undefined
      const reading = files.get(place.path) ?? readBaselineFile(place.path, place.name)
      files.set(place.path, reading)
      const file = await reading
      if (!file && place.wanted) throw retuneError('BASELINE_MISSING', { file: place.name })
      const baseline = file && baselineFor(suite, file, place.own)
      return baseline && { baseline, source: place.name }
    },
  }
}

function baselineFor(suite: string, file: BaselineFile, own: boolean): Baseline | undefined {
  if (file.type === 'run') return baselineOfRun(file.run, suite)
  return own || file.baseline.suite === suite ? file.baseline : undefined
}
