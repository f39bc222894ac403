import { breakLogMarks } from './break-log-commands.ts'
import { cleanLine } from './clean-text.ts'

export interface WorkflowCommand {
  readonly name: 'error' | 'warning' | 'notice'
  readonly properties: Readonly<Record<string, string | number | undefined>>
  readonly message: string
}

/** A command to a GitHub runner, on one line: `::error file=a.md,line=3,title=t::message`, whatever the texts hold. */
export function workflowCommand({ name, properties, message }: WorkflowCommand): string {
  const given = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeProperty(String(value))}`],
  )
  return `::${name}${given.length > 0 ? ' ' : ''}${given.join(',')}::${escapeData(message)}`
}

function escapeData(text: string): string {
  return breakLogMarks(cleanLine(text, 2_000)).replaceAll('%', '%25')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
