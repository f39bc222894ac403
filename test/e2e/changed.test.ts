import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { openScenario } from '../support/scenario.ts'

it('--changed runs the suites whose prompt or dataset changed', async () => {
  const scenario = await openScenario('fixtures/all-pass')
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
      cwd: scenario.dir,
    })
  await scenario.write('.gitignore', 'node_modules\n.prompt-retune\n')
  git('init', '-q')
  git('add', '-A')
  git('commit', '-qm', 'first')
  // The run before leaves transformed files in Vitest's cache.
  await scenario.run(['run'])
  await scenario.write('notes.txt', 'of something else\n')
  expect((await scenario.run(['run', '--changed'])).output).toContain('No affected test files')
  await scenario.write('desk.prompt.md', `${await scenario.read('desk.prompt.md')}\n`)
  expect((await scenario.run(['run', '--changed'])).output).toContain('4 passed')
  git('commit', '-qam', 'second')
  await scenario.write('messages.jsonl', `${await scenario.read('messages.jsonl')}\n`)
  expect((await scenario.run(['run', '--changed'])).output).toContain('4 passed')
})
