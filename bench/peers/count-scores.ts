import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Verdicts } from './peer-tools.ts'

/** What evalite has stored. */
export function countScores(file: string): Verdicts {
  if (!existsSync(file)) return { passed: 0, failed: 0 }
  const database = new DatabaseSync(file)
  try {
    const count = (where: string) =>
      Number(database.prepare(`SELECT count(*) AS found FROM scores WHERE ${where}`).get()?.found ?? 0)
    return { passed: count('score = 1'), failed: count('score < 1') }
  } finally {
    database.close()
  }
}
