import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { boundFiles } from '../src/vitest/main/bound-files.ts'

const src = fileURLToPath(new URL('../src', import.meta.url))

/** Each room, and the rooms that it may import from; see CONTRIBUTING.md. */
const house: Record<string, readonly string[]> = {
  core: [],
  dataset: ['core'],
  prompt: ['core'],
  model: ['core'],
  scorers: ['core', 'model'],
  evaluate: ['core', 'prompt', 'model', 'scorers'],
  diagnosis: ['core', 'model'],
  lint: ['core', 'dataset', 'prompt'],
  baseline: ['core', 'dataset'],
  tune: ['core', 'prompt', 'model', 'evaluate', 'diagnosis'],
  report: ['core'],
  embedded: ['core'],
  suite: ['core', 'dataset', 'prompt', 'model', 'scorers', 'evaluate', 'diagnosis', 'tune', 'embedded'],
  vitest: [
    'core',
    'dataset',
    'prompt',
    'model',
    'scorers',
    'evaluate',
    'diagnosis',
    'lint',
    'baseline',
    'tune',
    'report',
    'embedded',
    'suite',
  ],
  cli: [
    'core',
    'dataset',
    'prompt',
    'model',
    'scorers',
    'evaluate',
    'diagnosis',
    'lint',
    'baseline',
    'tune',
    'report',
    'embedded',
    'suite',
    'vitest',
  ],
}

/** Packages that only one room may know. */
const doors: Record<string, readonly string[]> = {
  openai: ['model'],
  'ml-hclust': ['diagnosis'],
  yaml: ['prompt', 'dataset'],
  'csv-parse': ['dataset'],
  'cli-table3': ['report'],
  vitest: ['vitest'],
  vite: ['vitest'],
}

interface SourceFile {
  readonly path: string
  readonly text: string
  readonly imports: readonly {
    readonly from: string
    readonly typeOnly: boolean
    readonly dynamic: boolean
  }[]
}

const files: SourceFile[] = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => {
    const path = join(entry.parentPath, entry.name)
    const text = readFileSync(path, 'utf8')
    const fixed = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'/gm)].map(
      (match) => ({
        from: match[2] ?? '',
        typeOnly: match[1] !== undefined,
        dynamic: false,
      }),
    )
    const lazy = [...text.matchAll(/\bimport\('([^']+)'\)/g)].map((match) => ({
      from: match[1] ?? '',
      typeOnly: false,
      dynamic: true,
    }))
    return { path, text, imports: [...fixed, ...lazy] }
  })

const roomOf = (path: string) => relative(src, path).split('/')[0] ?? ''
const nameOf = (path: string) => relative(src, path)

/** The files that are loaded with one, itself included. */
function reachFrom(start: string): Set<string> {
  const reached = new Set<string>()
  const walk = (path: string) => {
    if (reached.has(path)) return
    reached.add(path)
    for (const { from, typeOnly, dynamic } of files.find((one) => one.path === path)?.imports ?? []) {
      if (from.startsWith('.') && !typeOnly && !dynamic) walk(resolve(dirname(path), from))
    }
  }
  walk(start)
  return reached
}

describe('the house', () => {
  it('has been read', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(new Set(files.map(({ path }) => roomOf(path)).filter((room) => room in house))).toEqual(
      new Set(Object.keys(house)),
    )
  })

  it('keeps the order of its rooms', () => {
    const wrong = files.flatMap(({ path, imports }) => {
      const allowed = house[roomOf(path)]
      if (!allowed) return []
      return imports
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => roomOf(resolve(dirname(path), from)))
        .filter((room) => room !== roomOf(path) && !allowed.includes(room))
        .map((room) => `${nameOf(path)} imports from ${room}/`)
    })
    expect(wrong).toEqual([])
  })

  it('has no circles of imports, of types either', () => {
    const importsOf = new Map(
      files.map(({ path, imports }) => [
        path,
        imports.filter(({ from }) => from.startsWith('.')).map(({ from }) => resolve(dirname(path), from)),
      ]),
    )
    const done = new Set<string>()
    const circles: string[] = []
    const walk = (path: string, way: readonly string[]) => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].map(nameOf).join(' -> '))
      if (done.has(path)) return
      done.add(path)
      for (const next of importsOf.get(path) ?? []) walk(next, [...way, path])
    }
    for (const { path } of files) walk(path, [])
    expect(circles).toEqual([])
  })

  it('knows each outside package in its own rooms only', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports.flatMap(({ from }) => {
        const room = roomOf(path)
        const owners = doors[from.split('/')[0] ?? '']
        return owners && room in house && !owners.includes(room) ? [`${nameOf(path)} imports ${from}`] : []
      }),
    )
    expect(wrong).toEqual([])
  })

  it('keeps the entry of test files away from the main process, the tuner and the command line', () => {
    const reached = reachFrom(join(src, 'index.ts'))
    for (const { path, imports } of files.filter((file) => reached.has(file.path))) {
      const mainProcess = imports.some(({ from, typeOnly }) => from === 'vitest/node' && !typeOnly)
      expect(mainProcess, `${nameOf(path)} imports vitest/node`).toBe(false)
    }
    const rooms = new Set([...reached].map(roomOf))
    expect(rooms).toContain('evaluate')
    expect([...rooms].filter((room) => ['tune', 'cli', 'diagnosis'].includes(room))).toEqual([])
  })

  it('has Vitest transform the files of the worker that import it, and no others', () => {
    const bound = ({ path }: SourceFile) =>
      boundFiles.test(`/node_modules/prompt-retune/dist/${nameOf(path).replace(/\.ts$/, '.js')}`)
    const importing = ({ imports }: SourceFile) =>
      imports.some(({ from, typeOnly }) => from === 'vitest' && !typeOnly)
    expect(files.filter(importing).map(({ path }) => nameOf(path))).toEqual(['vitest/worker/prompt-suite.ts'])
    expect(files.filter((file) => importing(file) && !bound(file)).map(({ path }) => nameOf(path))).toEqual(
      [],
    )
    const idle = files.filter((file) => bound(file) && !importing(file)).map(({ path }) => nameOf(path))
    expect(idle).toEqual(['index.ts'])
  })

  it('keeps the worker and the main process of Vitest apart', () => {
    const sideOf = (path: string) => /^vitest\/(worker|main)\//.exec(nameOf(path))?.[1] ?? 'both'
    const crossing = files
      .filter(({ path }) => roomOf(path) === 'vitest')
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ from }) => from.startsWith('.'))
          .map(({ from }) => resolve(dirname(path), from))
          .filter((to) => roomOf(to) === 'vitest' && !['both', sideOf(path)].includes(sideOf(to)))
          .map((to) => `${nameOf(path)} imports ${nameOf(to)}`),
      )
    expect(crossing).toEqual([])
    expect(new Set(files.map(({ path }) => sideOf(path)))).toEqual(new Set(['worker', 'main', 'both']))
  })

  it('keeps the entry for programs away from Vitest and the command line', () => {
    const reached = reachFrom(join(src, 'entries/tune.ts'))
    expect([...reached].map(roomOf)).toContain('tune')
    expect([...reached].filter((path) => ['vitest', 'cli', 'report'].includes(roomOf(path)))).toEqual([])
  })

  it('keeps files short, named for what they hold, and free of what hides questions', () => {
    const wrong = files.flatMap(({ path, text }) => {
      const name = nameOf(path)
      const lines = text.split('\n').length - 1
      return [
        ...(lines > 300 ? [`${name} has ${lines} lines`] : []),
        ...(/(^|\/)utils?(\.ts|\/)/.test(name) ? [`${name} is named utils`] : []),
        ...(/\/?[A-Z_]/.test(name) ? [`${name} is not in kebab case`] : []),
        ...(/^export default/m.test(text) ? [`${name} has a default export`] : []),
        ...(/@ts-(ignore|expect-error|nocheck)/.test(text) ? [`${name} silences a check`] : []),
        ...(/\b(TODO|FIXME|XXX)\b/.test(text) ? [`${name} is unfinished`] : []),
      ]
    })
    expect(wrong).toEqual([])
    for (const entry of files.filter(({ path }) => /(^|\/)(index|entries\/[^/]+)\.ts$/.test(nameOf(path)))) {
      expect(
        entry.text.replaceAll(/^export (\*|(type )?\{[^}]*\}) from '[^']+'$/gm, '').trim(),
        nameOf(entry.path),
      ).toBe('')
    }
  })
})
