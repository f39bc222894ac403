import { cp } from 'node:fs/promises'
import { build } from 'rolldown'

/**
 * Few files load faster than hundreds, in Vitest's main process as in each of its workers. `index` and
 * `vitest/worker/prompt-suite` stay apart from the rest: Vitest transforms these two, and should not have to transform more.
 */
const entries = [
  'index',
  'entries/authoring',
  'entries/embedded',
  'entries/plugin',
  'entries/reporter',
  'entries/tune',
  'vitest/worker/prompt-suite',
  'vitest/worker/register-suite',
  'cli/keep-compiled-code',
  'cli/launch',
  'cli/run-command',
]

/** Packages of some hundred files each, which every worker would load one by one: 60 ms and more for a test file. */
const bundled = ['openai', 'yaml']

const isBundled = (id) => bundled.some((name) => id === name || id.startsWith(`${name}/`))

await build({
  input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
  platform: 'node',
  external: (id) => /^[^./]/.test(id) && !isBundled(id),
  output: { dir: 'dist', cleanDir: true, chunkFileNames: 'chunks/[name].js', comments: false },
})

for (const name of bundled) await cp(`node_modules/${name}/LICENSE`, `dist/licenses/${name}.txt`)
