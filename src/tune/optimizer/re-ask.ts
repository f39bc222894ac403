import { diagnoseTool } from './diagnose-tool.ts'

/** What an optimizer is told when its answer could not be taken. */
export function reAsk(problems: readonly string[]): string {
  return [
    'This could not be accepted:',
    ...problems.map((problem) => `- ${problem}`),
    'Correct it and answer again.',
  ].join('\n')
}

export const noCall = `You answered without calling ${diagnoseTool.name}. Call it first: no decision is taken before the diagnosis.`

export const callInsteadOfDecision =
  'You called a tool, but the diagnosis is done and its report stands above. Answer with your decision now: "patch" or "stop".'

/** The last request before a decision when the form of the answers has collapsed. */
export function repairFormat(collapse: string): string {
  return `The form of the target's answers has collapsed: ${collapse}. Before anything else the next version must repair this: make the prompt ask for exactly the output that the suite expects, say it plainly, and take out whatever led the target away from it.`
}

export function stopOnCollapse(collapse: string): string {
  return `You decided to stop, but the form of the target's answers has collapsed: ${collapse}. Repair it with a patch; stop only if no prompt could.`
}

export function unusableAnswer(kind: string, reason: string): string {
  return `Your answer could not be used (${kind}): ${reason}`
}
