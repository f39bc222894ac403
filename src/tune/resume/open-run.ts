import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { hashText } from '../../core/canonical-hash.ts'
import { countNoun } from '../../core/count-noun.ts'
import { messageOf, retuneError } from '../../core/errors.ts'
import { keepFromGit } from '../../core/keep-from-git.ts'
import type { Redactor } from '../../core/redaction/create-redactor.ts'
import { type TuneResult, tuneResultSchema } from '../../core/tune-result.ts'
import { parsePrompt } from '../../prompt/parse-prompt.ts'
import { type Journal, openJournal } from '../journal.ts'
import type { JournalEvent } from '../journal-event.ts'
import { relativePath } from '../relative-path.ts'
import { createRunFolder, latestRunFolder } from '../run-folder.ts'
import type { TuneInput } from '../tune-input.ts'
import { type CallLog, openCallLog } from './call-log.ts'
import { callsFile, canGoOn } from './end-run.ts'
import { isBlank, readJournal } from './read-journal.ts'
import { headerDifferences, type RunHeader, runHeader } from './run-header.ts'
import { noHistory, type RunHistory, readHistory } from './run-history.ts'
import { createSecretCheck, type Redactors } from './secret-check.ts'

/** A run that can begin, or go on. */
export interface OpenRun {
  /** With the seed prompt of the run, in case it had been tuned and written when the run was killed. */
  readonly input: TuneInput
  readonly journal: Journal
  readonly log: CallLog
  readonly history: RunHistory
  /** What became of the run before. */
  readonly notes: readonly string[]
}

/**
 * Goes on with the suite's last run, if that did not come to an end that was seen (see `canGoOn`), and if it was about the same:
 * prompt, dataset, suite, options, models. Limits may differ. Else a new run is begun, and a note says why.
 *
 * A resumed run goes through all of it again, with every answer that was paid for from `calls.jsonl`, and so comes to where it was.
 *
 * @throws RetuneError `TUNE_JOURNAL_FAILED`
 */
export async function openRun(given: TuneInput, redactor: Redactor): Promise<OpenRun> {
  const redactors = { redactor, ofCases: given.spec.redactor ?? redactor }
  const stateDir = resolve(given.root, given.stateDir)
  const latest = await findLatest(stateDir, given.suite).catch(failed(stateDir))
  const { earlier } = latest
  const header = runHeader(withSchedule(given, earlier?.start))
  const reasons = earlier && differences(earlier, header)
  if (!earlier || !reasons || reasons.length > 0) {
    const notes = earlier?.open && reasons ? [notResumed(earlier.folder, reasons, given.root)] : []
    const { unreadable } = latest
    if (unreadable !== undefined) notes.push(notResumed(unreadable, [foreign], given.root))
    // Answers may hold what the rows hold; the rest of a run may be committed, and `blame` reads it.
    await keepFromGit(join(stateDir, 'runs'), callsFile).catch(failed(stateDir))
    const folder = await beginFolder(stateDir, given.suite).catch(failed(stateDir))
    const [journal, log] = await openFolder(folder, [], redactors)
    await journal.append(runHeader(given))
    return { input: given, journal, log, history: noHistory, notes }
  }
  const { folder, events, start } = earlier
  const [journal, log] = await openFolder(folder, events, redactors)
  const seed =
    start.promptHash === given.prompt.hash ? given.prompt : parsePrompt(start.source, given.prompt.path)
  // A limit may be another one now.
  await journal.append({ ...start, options: header.options })
  const paid = log.known.filter(({ usage }) => usage.calls > 0).length
  return {
    input: { ...withSchedule(given, start), prompt: seed },
    journal,
    log,
    history: readHistory(events),
    notes: [
      `Resumed from ${relativePath(given.root, folder)}, with what ${countNoun(paid, 'call')} had answered.`,
    ],
  }
}

/** A run keeps its schedule, unless another one is asked for: a budget that is set or lifted meanwhile does not change it. */
function withSchedule(given: TuneInput, before: RunHeader | undefined): TuneInput {
  const schedule = given.options.schedule ?? before?.options.schedule
  return schedule === undefined ? given : { ...given, options: { ...given.options, schedule } }
}

interface EarlierRun {
  readonly folder: string
  readonly events: readonly JournalEvent[]
  readonly start: RunHeader
  /** Is it worth a word that it was not resumed? */
  readonly open: boolean
  /** Was its end never seen? Then its tuned prompt may stand in the file already. */
  readonly unseen: boolean
}

/** The suite's last run. */
interface LatestRun {
  /** Set when there is anything to go on with. */
  readonly earlier?: EarlierRun
  /** The folder of one whose journal does not say what it was about. */
  readonly unreadable?: string
}

const foreign = 'its journal is broken, or of another version of prompt-retune'

async function findLatest(stateDir: string, suite: string): Promise<LatestRun> {
  const folder = await latestRunFolder(stateDir, suite)
  if (folder === undefined) return {}
  const result = await readResult(folder)
  if (result === 'unreadable') return {}
  const events = await readJournal(folder)
  const [start] = events
  if (start?.type !== 'start') return result || (await isBlank(folder)) ? {} : { unreadable: folder }
  const run = { folder, events, start }
  if (!result) return { earlier: { ...run, open: true, unseen: true } }
  if (result.edited) return {}
  if (canGoOn(result)) {
    return { earlier: { ...run, open: result.pending !== true && !result.dryRun, unseen: false } }
  }
  const answers = await stat(join(folder, callsFile)).catch(() => undefined)
  return answers ? { earlier: { ...run, open: false, unseen: true } } : {}
}

/** The folder of a new run: the last one again, where that was killed before it had written anything. */
async function beginFolder(stateDir: string, suite: string): Promise<string> {
  const last = await latestRunFolder(stateDir, suite)
  const unused = last !== undefined && (await isBlank(last)) && !(await readResult(last))
  return unused ? last : createRunFolder(stateDir, suite)
}

/** `undefined` when the run left none; one that is there is whole, though another version may have written it. */
async function readResult(folder: string): Promise<TuneResult | 'unreadable' | undefined> {
  const text = await readFile(join(folder, 'result.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return tuneResultSchema.safeParse(JSON.parse(text)).data ?? 'unreadable'
  } catch {
    return 'unreadable'
  }
}

function differences({ start, events, unseen }: EarlierRun, header: RunHeader): string[] {
  const written = events.some((event) => event.type === 'write' && event.promptHash === header.promptHash)
  // Without its secrets the source is no prompt to begin with.
  const whole = hashText(start.source) === start.promptHash
  const same = start.promptHash === header.promptHash || (unseen && written && whole)
  return [...(same ? [] : ['the prompt has changed']), ...headerDifferences(start, header)]
}

function notResumed(folder: string, reasons: readonly string[], root: string): string {
  return `The unfinished run in ${relativePath(root, folder)} was not resumed: ${reasons.join('; ')}.`
}

async function openFolder(
  folder: string,
  events: readonly JournalEvent[],
  redactors: Redactors,
): Promise<[Journal, CallLog]> {
  const journal = await openJournal(folder, events, redactors.redactor)
  return [journal, await openCallLog(join(folder, callsFile), createSecretCheck(redactors))]
}

function failed(path: string): (thrown: unknown) => never {
  return (thrown) => {
    throw retuneError('TUNE_JOURNAL_FAILED', { path, problem: messageOf(thrown) }, { cause: thrown })
  }
}
