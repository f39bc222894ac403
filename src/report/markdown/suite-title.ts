import type { SuiteReport } from '../../core/run-report.ts'
import { escapeMarkdown } from '../escape/escape-markdown.ts'

const nameLength = 120

export function suiteTitle({ name }: Pick<SuiteReport, 'name'>): string {
  return escapeMarkdown(name, nameLength) || 'a suite without a name'
}

/** Blocks of one suite: among several suites its name stands above the first of them. */
export function underTitle(suite: SuiteReport, blocks: readonly string[], several: boolean): string[] {
  const filled = blocks.filter((block) => block !== '')
  const title = `**${suiteTitle(suite)}**`
  return filled.map((block, index) => (several && index === 0 ? `${title}\n\n${block}` : block))
}
