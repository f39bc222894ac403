import { createRandom, type Random } from '../../core/random.ts'
import type { PromptPatch } from '../../core/tune-result.ts'
import type { PromptFile } from '../../prompt/prompt-file.ts'
import { genericAdvice } from './generic-advice.ts'
import type { Strategy } from './strategy.ts'

/** Draws before it is given up: a prompt can be so near its length cap that hardly an edit passes. */
const mostDraws = 30

/** Pieces of advice that one edit adds at most. */
const mostAdded = 3

/**
 * The control arm: adds, swaps and takes out generic advice by lot, without a look at any report and without a model call. A
 * gain that another strategy claims should be held against what this one gets from as many calls.
 */
export const random: Strategy = {
  readsReports: false,
  async propose({ seed, iteration, prompt, check }) {
    const lots = createRandom(`random strategy ${seed} ${iteration}`)
    let problems: readonly string[] = []
    for (let draw = 0; draw < mostDraws; draw++) {
      const patch = drawEdit(prompt, lots)
      problems = check(patch)
      if (problems.length === 0) return { action: 'patch', patch }
    }
    const last = problems.join(' ')
    return {
      action: 'stop',
      stop: {
        code: 'invalid-decisions',
        reason: `None of ${mostDraws} random edits could be tried. The last problem: ${last}`,
      },
    }
  },
}

function drawEdit({ sections }: PromptFile, lots: Random): PromptPatch {
  const [section] = lots.shuffle(sections.filter(({ tunable }) => tunable))
  const text = section?.text ?? ''
  const lines = text.split('\n')
  const [old] = lots.shuffle(lines.filter((line) => genericAdvice.includes(line)))
  const out = old !== undefined && lots.next() < 0.5 ? old : undefined
  const kept = out === undefined ? lines : lines.toSpliced(lines.indexOf(out), 1)
  const count = lots.integer(out === undefined ? 1 : 0, mostAdded)
  const added = lots.shuffle(genericAdvice.filter((advice) => !lines.includes(advice))).slice(0, count)
  const whole = lots.next() < 0.5 ? [...added, ...kept] : [...kept, ...added]
  return {
    sections: { [section?.name ?? '']: whole.join('\n').trim() },
    rationale: describe(added, out),
  }
}

function describe(added: readonly string[], out: string | undefined): string {
  const words = added.length === 0 ? [] : [`Adds by lot: ${added.join(' ')}`]
  return [...words, ...(out === undefined ? [] : [`Takes out by lot: ${out}`])].join(' ')
}
