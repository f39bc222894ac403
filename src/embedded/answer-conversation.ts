import { retuneError } from '../core/errors.ts'
import { isRecord } from '../core/json.ts'
import { classify } from './classify.ts'
import { type Conversation, type Job, lastText, type Reply } from './conversation.ts'
import { critique } from './critique.ts'
import { decide } from './decide.ts'
import { fileFindings } from './file-findings.ts'
import { judgeOutput } from './judge-output.ts'
import { nameTopics } from './name-topics.ts'
import { readSections } from './read-report.ts'
import { restateTexts } from './restate-texts.ts'
import { taggedJson } from './tagged-json.ts'
import { tokenLogprobs } from './token-logprobs.ts'
import { countTokens } from './tokens.ts'

const diagnosisTool = 'diagnose_prompt'
/** The jobs that go by the name of their output schema. */
const namedJobs = ['critique', 'topics', 'assignment', 'decision', 'verdict', 'paraphrase'] as const

/** Tells the job by the name of the output schema, else by an offered tool that must or may be called first. */
export function jobOf({ output, tools, toolChoice, turns }: Conversation): Exclude<Job, 'embedding'> {
  const named = namedJobs.find((job) => job === output?.name)
  if (named) return named
  if (toolChoice === 'none' || tools.length === 0) return 'target'
  const forced = toolChoice !== 'auto'
  const called = turns.some(({ role }) => role === 'tool')
  return forced || (tools.includes(diagnosisTool) && !called) ? 'tool-call' : 'target'
}

function callTool({ turns, tools, toolChoice }: Conversation): Reply {
  const wanted = toolChoice === 'auto' || toolChoice === 'required' ? diagnosisTool : toolChoice
  if (wanted !== diagnosisTool || !tools.includes(diagnosisTool)) {
    throw retuneError('EMBEDDED_CANNOT', { what: `call tools other than ${diagnosisTool}` })
  }
  const asked = lastText(turns, 'user')
  const prompt = taggedJson(asked, 'prompt')
  const text = isRecord(prompt)
    ? readSections(prompt)
        .map((section) => section.text)
        .join('\n\n')
    : asked
  return { kind: 'tool-call', call: { name: diagnosisTool, arguments: JSON.stringify({ prompt: text }) } }
}

function answerText(request: Conversation, job: Exclude<Job, 'embedding' | 'tool-call' | 'target'>): string {
  switch (job) {
    case 'critique':
      return critique(lastText(request.turns, 'user'))
    case 'topics':
      return nameTopics(lastText(request.turns, 'user'))
    case 'assignment':
      return fileFindings(lastText(request.turns, 'user'))
    case 'decision':
      return decide(request.turns)
    case 'verdict':
      return judgeOutput(lastText(request.turns, 'user'))
    case 'paraphrase':
      return restateTexts(lastText(request.turns, 'user'))
  }
}

/** Answers a conversation; a text over the request's output limit is cut, as a real model's would be. */
export function answerConversation(request: Conversation): Reply {
  const job = jobOf(request)
  if (job === 'tool-call') return callTool(request)
  const { text, certainties } =
    job === 'target' ? classify(request) : { text: answerText(request, job), certainties: undefined }
  const tokens = request.logprobs && certainties ? { tokens: tokenLogprobs(text, certainties) } : {}
  const limit = request.maxOutputTokens
  return limit !== undefined && countTokens(text) > limit
    ? { kind: 'text', text: text.slice(0, limit * 4), finish: 'length' }
    : { kind: 'text', text, finish: 'stop', ...tokens }
}
