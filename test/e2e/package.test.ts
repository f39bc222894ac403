import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify, stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { boundFiles } from '../../src/vitest/main/bound-files.ts'

const repo = fileURLToPath(new URL('../../', import.meta.url))
const execute = promisify(execFile)
const manifest = z
  .object({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(await readFile(join(repo, 'package.json'), 'utf8')))

let dir = ''

async function run(command: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_|OPENAI_|VITEST|GITHUB_|CI$|NODE_ENV$|INIT_CWD$)/i.test(name),
    ),
  )
  const options = { cwd: dir, env: { ...env, NO_COLOR: '1' }, maxBuffer: 2 ** 26 }
  try {
    const { stdout, stderr } = await execute(command, args, options)
    return { code: 0, output: stripVTControlCharacters(stdout + stderr) }
  } catch (error) {
    const { code, stdout, stderr } = z
      .object({ code: z.number(), stdout: z.string(), stderr: z.string() })
      .parse(error)
    return { code, output: stripVTControlCharacters(stdout + stderr) }
  }
}

/** The packed package, installed by npm into an empty project, as a user would. */
describe('the package', () => {
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'retune-pack-'))
    const { stdout } = await execute(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', dir],
      { cwd: repo },
    )
    const [packed] = z.array(z.object({ filename: z.string() })).parse(JSON.parse(stdout))
    await cp(join(repo, 'fixtures/tune'), dir, { recursive: true })
    const versions = { ...manifest.dependencies, ...manifest.devDependencies }
    const pick = (name: string) => [name, versions[name]] as const
    await writeFile(
      join(dir, 'package.json'),
      JSON.stringify({
        private: true,
        type: 'module',
        devDependencies: {
          'prompt-retune': `file:${packed?.filename}`,
          ...Object.fromEntries(['vitest', 'zod', 'typescript', '@types/node'].map(pick)),
        },
      }),
    )
    const installed = await run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund')
    expect(installed.code, installed.output).toBe(0)
  }, 180_000)

  afterAll(() => rm(dir, { recursive: true, force: true }))

  it('has one small file that Vitest has to transform for its own import, beside the entry', async () => {
    const dist = join(dir, 'node_modules/prompt-retune/dist')
    const files = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith('.js')).sort()
    const texts = await Promise.all(files.map((file) => readFile(join(dist, file), 'utf8')))
    expect(files.filter((_, index) => /from ["']vitest["']/.test(texts[index] ?? ''))).toEqual([
      'vitest/worker/prompt-suite.js',
    ])
    const bound = files.filter((file) => boundFiles.test(`/node_modules/prompt-retune/dist/${file}`))
    expect(bound).toEqual(['index.js', 'vitest/worker/prompt-suite.js'])
    const size = bound.reduce((sum, file) => sum + (texts[files.indexOf(file)] ?? '').length, 0)
    expect(size, 'the rest stays out of them').toBeLessThan(4_000)
  })

  it('holds what it needs and nothing else', async () => {
    const { output } = await run('npm', 'ls', '--omit=dev', '--depth=0')
    expect(output).not.toMatch(/missing|invalid/)
    const { stdout } = await execute('tar', ['tzf', join(dir, 'prompt-retune-0.1.0.tgz')])
    const folders = new Set(
      stdout
        .trim()
        .split('\n')
        .map((file) => file.split('/').slice(0, 2).join('/')),
    )
    expect([...folders].sort()).toEqual([
      'package/CHANGELOG.md',
      'package/LICENSE',
      'package/README.md',
      'package/bin',
      'package/dist',
      'package/package.json',
      'package/schema',
    ])
    expect(stdout).not.toMatch(/tsbuildinfo|\.ts\n(?<!\.d\.ts\n)/)
    expect(stdout, 'the licences of what is bundled').toMatch(
      /dist\/licenses\/openai\.txt\n[\s\S]*dist\/licenses\/yaml\.txt\n/,
    )
  })

  it('publishes the JSON Schema of its report', async () => {
    await writeFile(
      join(dir, 'schema.js'),
      "import schema from 'prompt-retune/schema/run-report.json' with { type: 'json' }\nconsole.log(schema.properties.schema.const)\n",
    )
    expect((await run('node', 'schema.js')).output).toContain('prompt-retune/run@1')
  })

  it('type checks a suite and a config', async () => {
    await writeFile(
      join(dir, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: 'nodenext',
          target: 'es2023',
          skipLibCheck: true,
          types: [],
        },
        include: ['*.ts'],
      }),
    )
    const { code, output } = await run('npx', 'tsc')
    expect(output).not.toMatch(/error/)
    expect(code).toBe(0)
    await writeFile(
      join(dir, 'wrong.ts'),
      "import { promptSuite } from 'prompt-retune'\npromptSuite('x', { prompt: 1 })\n",
    )
    const wrong = await run('npx', 'tsc')
    expect(wrong.output).toMatch(/wrong\.ts.*error/)
    await rm(join(dir, 'wrong.ts'))
  })

  it('answers npx vitest run and npx vitest --tune', async () => {
    const before = await readFile(join(dir, 'desk.prompt.md'), 'utf8')
    const ran = await run('npx', 'vitest', 'run')
    expect(ran.output).toContain('Failure topic')
    const comment = await run('npx', 'prompt-retune', 'comment', '--dry-run')
    expect(comment.output).toMatch(/hotel desk[\s\S]*<!-- prompt-retune:default -->/)
    const tuned = await run('npx', 'vitest', '--tune')
    expect(tuned.output).toMatch(/Written to desk\.prompt\.md/)
    expect(tuned.code).toBe(0)
    expect(await readFile(join(dir, 'desk.prompt.md'), 'utf8')).not.toBe(before)
    const help = await run('npx', 'prompt-retune', '--help')
    expect(help.output).toContain('--tune.dry-run')
  })
})
