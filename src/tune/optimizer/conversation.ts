import type { Stop } from '../../core/tune-result.ts'
import type { GenerateRequest, GenerateResult, Message } from '../../model/client.ts'
import type { ProposalState } from '../strategies/strategy.ts'
import { diagnoseTool } from './diagnose-tool.ts'
import { reAsk, unusableAnswer } from './re-ask.ts'
import type { ReadCall } from './read-calls.ts'

/** Answers of one step that are sent back before the step is given up. */
const mostReAsks = 5

type Answered = Extract<GenerateResult, { status: 'ok' }>

/** What came of one question: something usable, and what was wrong with the answer. */
export type Reading<T> =
  | { readonly value: T; readonly problems?: readonly string[] }
  | { readonly problems: readonly string[] }

/**
 * One dialogue with the optimizer. Answers that were wrong in anything count together over all its questions, also those that
 * could be used all the same: the next question follows on what was wrong with them.
 */
export class Conversation {
  readonly #state: ProposalState
  readonly #messages: Message[]
  #refusals = 0
  #toolsRefused = false

  constructor(state: ProposalState, messages: readonly Message[]) {
    this.#state = state
    this.#messages = [...messages]
  }

  add(message: Message): void {
    this.#messages.push(message)
  }

  /**
   * Answers all calls of a turn, which providers demand before the dialogue goes on.
   *
   * @param report for the call that was run
   */
  answerCalls(calls: readonly ReadCall[], report = ''): void {
    for (const { call, refusal } of calls) {
      const content = refusal === undefined ? report : JSON.stringify({ error: refusal })
      this.add({ role: 'tool', toolCallId: call.id, content })
    }
  }

  /** Asks until `read` gets something usable, telling the model each time what was wrong; else the reason to stop. */
  async ask<T>(
    request: Omit<GenerateRequest, 'role' | 'messages'>,
    read: (answer: Answered) => Reading<T>,
  ): Promise<{ value: T } | { stop: Stop }> {
    for (;;) {
      const result = await this.#generate(request)
      if (result.status === 'error') {
        const { kind, message } = result.error
        return { stop: { code: 'errors', reason: `The optimizer could not be asked (${kind}): ${message}` } }
      }
      const reading = result.status === 'ok' ? this.#take(result, read) : this.#unusable(result)
      const { problems = [] } = reading
      if (problems.length > 0) {
        this.#refusals += 1
        await this.#state.refused(this.#refusals, problems)
      }
      if ('value' in reading) return reading
      if (this.#refusals > mostReAsks) return { stop: this.#givenUp(problems) }
      this.add({ role: 'user', content: reAsk(problems) })
    }
  }

  /** Some servers take no tools in a request for structured output, not even with the choice of none. */
  async #generate(request: Omit<GenerateRequest, 'role' | 'messages'>): Promise<GenerateResult> {
    const asked = { ...request, messages: [...this.#messages] }
    if (request.output && this.#toolsRefused) return this.#state.generate(withoutTools(asked))
    const result = await this.#state.generate({ ...asked, tools: [diagnoseTool] })
    if (!request.output || result.status !== 'error' || result.error.kind !== 'bad-request') return result
    const again = await this.#state.generate(withoutTools(asked))
    this.#toolsRefused = again.status !== 'error'
    return this.#toolsRefused ? again : result
  }

  #take<T>(answer: Answered, read: (answer: Answered) => Reading<T>): Reading<T> {
    if (answer.text !== '' || answer.toolCalls.length > 0) this.add(answer.message)
    return read(answer)
  }

  #unusable(answer: Extract<GenerateResult, { status: 'failed' }>): { problems: string[] } {
    if (answer.message) this.add(answer.message)
    else if (answer.text !== '') this.add({ role: 'assistant', content: answer.text })
    return { problems: [unusableAnswer(answer.kind, answer.reason)] }
  }

  #givenUp(problems: readonly string[]): Stop {
    const last = problems.join(' ')
    return {
      code: 'invalid-decisions',
      reason: `The optimizer gave no usable decision, though it was asked again ${mostReAsks} times. The last problem: ${last}`,
    }
  }
}

function withoutTools<T extends { readonly toolChoice?: unknown }>({ toolChoice: _, ...rest }: T) {
  return rest
}
