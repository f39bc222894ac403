import { build } from 'rolldown'

/**
 * Few files load faster than hundreds, in Vitest's main process as in each of its workers. `index` and `vitest/prompt-suite` stay
 * apart from the rest: Vitest transforms these two, and should not have to transform more.
 */
const entries = [
  'index',
  'entries/authoring',
  'entries/embedded',
  'entries/plugin',
  'entries/reporter',
  'entries/tune',
  'vitest/prompt-suite',
  'vitest/register-suite',
  'cli/keep-compiled-code',
  'cli/launch',
  'cli/run-command',
]

await build({
  input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
  platform: 'node',
  external: /^[^./]/,
  output: { dir: 'dist', cleanDir: true, chunkFileNames: 'chunks/[name].js', comments: false },
})
