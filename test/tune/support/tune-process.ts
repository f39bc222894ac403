import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { tuneOptionsSchema } from '../../../src/core/options.ts'
import { tunePrompt } from '../../../src/tune/tune-prompt.ts'
import { worldInput } from './world-input.ts'

/**
 * Tunes the prompt of a tuning world in a process of its own, which can be killed: `node tune-process.ts --root DIR --url URL
 * --concurrency N`, with `--schedule NAME` under another schedule. Prints `ready` before it begins, and the result's stop code at the end.
 */
const { values } = parseArgs({
  options: {
    root: { type: 'string' },
    url: { type: 'string' },
    concurrency: { type: 'string' },
    schedule: { type: 'string' },
  },
})
const { root = '', url = '', concurrency = '4', schedule } = values
const promptFile = `${root}/prompts/notes.prompt.md`
const input = worldInput({
  root,
  promptFile,
  source: readFileSync(promptFile, 'utf8'),
  baseURL: url,
  concurrency: Number(concurrency),
})
process.stdout.write('ready\n')
const options = tuneOptionsSchema.parse({ ...input.options, schedule })
const { stop, notes } = await tunePrompt({ ...input, options })
process.stdout.write(`${JSON.stringify({ stop: stop.code, notes })}\n`)
