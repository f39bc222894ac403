import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type BatchScript, startBatchServer } from '../../support/batch-server.ts'

export async function serveBatches(script: BatchScript = {}) {
  const server = await startBatchServer(script)
  onTestFinished(() => server.close())
  return server
}

export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'retune-batch-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
