import { resolve } from 'node:path'
import { splits } from '../core/case.ts'
import { countNoun } from '../core/count-noun.ts'
import { retuneError } from '../core/errors.ts'
import type { TuneInput } from './tune-input.ts'

/** Fewer rows than this in a split are worth a note. */
const fewRows = 5

/**
 * Can this suite be tuned at all? Gives notes for the reader.
 *
 * @throws RetuneError `TUNE_NOTHING_TUNABLE`, `TUNE_EMPTY_SPLIT`, `TUNE_OUT_IS_PROMPT`
 */
export function checkInput({ suite, prompt, cases, options, root, promptFile }: TuneInput): string[] {
  if (!prompt.sections.some(({ tunable }) => tunable)) {
    const sections = prompt.sections.map(({ name }) => name)
    throw retuneError('TUNE_NOTHING_TUNABLE', { sections }, { at: { file: prompt.path } })
  }
  if (options.out !== undefined && resolve(root, options.out) === promptFile) {
    throw retuneError('TUNE_OUT_IS_PROMPT', { out: options.out })
  }
  const counts = splits.map((split) => ({ split, rows: cases[split].filter(({ skip }) => !skip).length }))
  const empty = counts.filter(({ rows }) => rows === 0).map(({ split }) => split)
  if (empty.length > 0) {
    const rows = counts.map(({ split, rows: count }) => `${split}: ${count}`).join(', ')
    throw retuneError('TUNE_EMPTY_SPLIT', { suite, empty, rows })
  }
  return counts
    .filter(({ rows }) => rows < fewRows)
    .map(
      ({ split, rows }) => `The ${split} split has only ${countNoun(rows, 'row')}: its numbers say little.`,
    )
}
