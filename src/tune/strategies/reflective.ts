import { z } from 'zod'
import { findFormatCollapse } from '../format-collapse.ts'
import type { Decision } from '../journal-event.ts'
import { Conversation, type Reading } from '../optimizer/conversation.ts'
import { decisionAnswerSchema, readPatch } from '../optimizer/decision-answer.ts'
import { diagnoseTool } from '../optimizer/diagnose-tool.ts'
import { firstMessage } from '../optimizer/first-message.ts'
import { optimizerInstructions } from '../optimizer/optimizer-instructions.ts'
import { callInsteadOfDecision, noCall, repairFormat, stopOnCollapse } from '../optimizer/re-ask.ts'
import { type CallReading, readCalls } from '../optimizer/read-calls.ts'
import { reportOutput } from '../optimizer/tool-output.ts'
import type { ProposalState, Strategy } from './strategy.ts'

/**
 * Reflective Prompt Tuning: the optimizer calls for the diagnosis of the prompt at hand, reads the report together with all
 * the earlier ones, and decides in the same dialogue (Fatahi Bayat et al. 2026, arXiv 2605.21781).
 */
export const reflective: Strategy = {
  async propose(state) {
    const dialogue = new Conversation(state, [
      { role: 'system', content: optimizerInstructions(state) },
      { role: 'user', content: firstMessage(state.prompt, state.memory) },
    ])
    const called = await askForDiagnosis(dialogue, state)
    if ('stop' in called) return { action: 'stop', stop: called.stop }
    const collapse = await giveReport(dialogue, called.value, state)
    const decided = await askForDecision(dialogue, state, collapse)
    return 'stop' in decided ? { action: 'stop', stop: decided.stop } : decided.value
  },
}

function askForDiagnosis(dialogue: Conversation, { prompt }: ProposalState) {
  return dialogue.ask<CallReading>({ toolChoice: 'required' }, ({ toolCalls }) => {
    const reading = readCalls(toolCalls, prompt)
    const refusals = reading.calls.flatMap(({ refusal = [] }) => refusal)
    if (reading.runs) return { value: reading, problems: [...refusals, ...reading.notes] }
    dialogue.answerCalls(reading.calls)
    const called = toolCalls.some(({ name }) => name === diagnoseTool.name)
    return { problems: called ? refusals : [...refusals, noCall] }
  })
}

/** The call that is run gets the report. Gives the collapse of the answers' form. */
async function giveReport(
  dialogue: Conversation,
  { calls, notes }: CallReading,
  state: ProposalState,
): Promise<string | undefined> {
  const report = await state.diagnose()
  const before = state.memory.at(-1)?.metrics.formatErrorRate ?? null
  const collapse = findFormatCollapse(report.metrics.formatErrorRate, before)
  dialogue.answerCalls(
    calls,
    reportOutput({ prompt: state.prompt, report, progress: state.progress(report), notes }),
  )
  if (collapse !== undefined) dialogue.add({ role: 'user', content: repairFormat(collapse) })
  return collapse
}

/** A collapse has to be repaired: a stop is sent back once, and stands when it is insisted on. */
function askForDecision(dialogue: Conversation, state: ProposalState, collapse: string | undefined) {
  let unrepaired = collapse
  return dialogue.ask<Decision>(
    { toolChoice: 'none', output: { name: 'decision', schema: decisionAnswerSchema } },
    ({ toolCalls, output }) => {
      if (toolCalls.length > 0) {
        dialogue.answerCalls(toolCalls.map((call) => ({ call, refusal: callInsteadOfDecision })))
        return { problems: [callInsteadOfDecision] }
      }
      const reading = readDecision(output, state)
      if (unrepaired === undefined || !('value' in reading) || reading.value.action === 'patch')
        return reading
      const problems = [stopOnCollapse(unrepaired)]
      unrepaired = undefined
      return { problems }
    },
  )
}

function readDecision(output: unknown, state: ProposalState): Reading<Decision> {
  const read = decisionAnswerSchema.safeParse(output)
  if (!read.success) return { problems: [`The decision is malformed. ${z.prettifyError(read.error)}`] }
  const answer = read.data
  if (answer.action === 'stop') {
    const reason = answer.reason.trim() || 'The optimizer gave no reason.'
    return { value: { action: 'stop', stop: { code: 'optimizer', reason } } }
  }
  const patch = readPatch(answer)
  if ('problem' in patch) return { problems: [patch.problem] }
  const problems = state.check(patch.patch)
  return problems.length > 0 ? { problems } : { value: { action: 'patch', patch: patch.patch } }
}
