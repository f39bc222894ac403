import type { Terminal } from './ask-approval.ts'
import { isInteractive } from './is-interactive.ts'
import { readKeys } from './read-keys.ts'

/** The terminal that this process was started at, if there is somebody to ask. */
export function openTerminal(proc: NodeJS.Process): Terminal | undefined {
  if (!isInteractive(proc)) return undefined
  return { keys: readKeys(proc.stdin), output: proc.stdout, env: proc.env }
}
