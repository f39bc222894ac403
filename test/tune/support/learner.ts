import { setTimeout as wait } from 'node:timers/promises'
import { answerJson, type Reply } from '../../support/api-server.ts'
import { patchAnswer, type WorldOptions, withRules } from './tuning-world.ts'

/** What the optimizer teaches, revision by revision; the second one and the last but one gain nothing. */
const lessons = [
  'invoice means money',
  'weather means nothing',
  'password means access',
  'parcel means goods',
  'moon means nothing',
]

/** The prompt's text after so many revisions. */
export const learned = (count: number) => withRules(...lessons.slice(0, count))

type Intercept = NonNullable<WorldOptions['intercept']>
export type WorldAsk = Parameters<Intercept>[0]

/** An optimizer whose decision follows from what it is asked alone, as it must where processes are killed. */
export function teach({ kind, messages }: WorldAsk): Reply | undefined {
  if (kind !== 'decision') return undefined
  const prompt = /<prompt>([\s\S]*)<\/prompt>/.exec(messages[1]?.text ?? '')?.[1] ?? ''
  const known = lessons.filter((lesson) => prompt.includes(lesson)).length
  return known < lessons.length
    ? patchAnswer({ system: learned(known + 1) })
    : answerJson({ action: 'stop', sections: [], rationale: '', reason: 'That is all I know.' })
}

/** The same, with an answer to every request after some milliseconds. */
export const slowly =
  (milliseconds: number): Intercept =>
  async (request) => {
    await wait(milliseconds)
    return teach(request)
  }
