import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tuneHelp } from '../../src/cli/help.ts'
import { runBudgetSchema, tuneOptionsSchema } from '../../src/core/options.ts'
import {
  budgetFlagNames,
  overlayBudget,
  overlayTuneOptions,
  splitFlags,
  tuneFlagNames,
} from '../../src/vitest/launch-flags.ts'

const defaults = tuneOptionsSchema.parse({})

describe('splitFlags', () => {
  it('takes nothing from a command line without our flags', () => {
    const words = fc.array(fc.string().filter((word) => !word.startsWith('--tune')))
    fc.assert(
      fc.property(words, (argv) => {
        expect(splitFlags(argv)).toEqual({ flags: {}, rest: argv })
      }),
    )
  })

  it('knows how cases are to be asked', () => {
    expect(splitFlags(['run', '--transport=batch'])).toEqual({ flags: { transport: 'batch' }, rest: ['run'] })
    expect(() => splitFlags(['--transport=post'])).toThrow(/no transport "post".*--transport=batch/)
    expect(() => splitFlags(['--transport', 'batch'])).toThrow(/does not say which/)
  })

  it('takes our flags out wherever they stand, and never the word behind one', () => {
    const ours = fc.constantFrom('--tune', '--tune=all', '--tune.dry-run', '--tune.iterations=5')
    const theirs = fc.constantFrom('run', 'triage', '-t', '--reporter=json', '--coverage', 'tune')
    fc.assert(
      fc.property(fc.array(fc.oneof(ours, theirs)), (argv) => {
        const { flags, rest } = splitFlags(argv)
        expect(rest).toEqual(argv.filter((word) => !word.startsWith('--tune')))
        expect(flags.tune !== undefined).toBe(argv.some((word) => word.startsWith('--tune')))
      }),
    )
  })

  it('reads which suites, and options', () => {
    expect(splitFlags(['--tune']).flags).toEqual({ tune: { suites: 'failing', options: {} } })
    expect(splitFlags(['--tune=all', '--tune.dry-run']).flags).toEqual({
      tune: { suites: 'all', options: { dryRun: true } },
    })
    expect(splitFlags(['--tune.iterations=5', '--tune=triage']).flags).toEqual({
      tune: { suites: 'triage', options: { iterations: '5' } },
    })
  })

  it('refuses to choose cases where none are run', () => {
    for (const argv of [
      ['--only=failed', '--tune'],
      ['--tune=all', '--only=new'],
      ['--only=new', '--merge-reports'],
      ['run', '--merge-reports=blobs', '--only=failed'],
    ])
      expect(() => splitFlags(argv)).toThrow('Leave out --only')
    expect(splitFlags(['--only=new', '--shard=1/2', '--reporter=blob']).flags).toEqual({ only: 'new' })
  })

  it('reads the options of the budget', () => {
    expect(splitFlags(['--tune.budget.calls=2000', '--tune.budget.usd=1.5', 'desk']).flags).toEqual({
      tune: { suites: 'failing', options: { 'budget.calls': '2000', 'budget.usd': '1.5' } },
    })
    expect(() => splitFlags(['--tune.budget.call=2'])).toThrow('Did you mean "--tune.budget.calls"?')
    expect(() => splitFlags(['--tune.budget=2'])).toThrow('--tune.budget.calls')
  })

  it('reads the budget of a run, apart from that of a tuning', () => {
    const { flags, rest } = splitFlags(['--budget.calls=20', 'desk', '--budget.allow-partial'])
    expect([flags, rest]).toEqual([{ budget: { calls: '20', allowPartial: true } }, ['desk']])
    const base = runBudgetSchema.parse({ usd: 1, calls: 5 })
    expect(overlayBudget(base, flags)).toEqual({ usd: 1, calls: 20, allowPartial: true })
    expect(() => splitFlags(['--budget.call=2'])).toThrow('Did you mean "--budget.calls"?')
    expect(() => overlayBudget(base, splitFlags(['--budget.calls=few']).flags)).toThrow(
      '--budget.calls=few does not fit',
    )
    for (const flag of budgetFlagNames) expect(tuneHelp).toContain(flag)
  })

  it('reads what to compare with, and never takes the word behind for it', () => {
    expect(splitFlags(['run', '--baseline=main/last-run.json', 'desk'])).toEqual({
      flags: { baseline: 'main/last-run.json' },
      rest: ['run', 'desk'],
    })
    expect(splitFlags(['--baseline=a=b.json']).flags).toEqual({ baseline: 'a=b.json' })
    for (const words of [['--baseline', 'main.json'], ['--baseline=']]) {
      expect(() => splitFlags(words)).toThrow('--baseline=main/last-run.json')
    }
  })

  it('refuses an option that does not exist, and says which is near', () => {
    expect(() => splitFlags(['--tune.patiense=3'])).toThrow('Did you mean "--tune.patience"?')
  })
})

describe('overlayTuneOptions', () => {
  it('puts the command line over the config', () => {
    const { flags } = splitFlags(['--tune', '--tune.iterations=5', '--tune.dry-run'])
    expect(overlayTuneOptions({ ...defaults, patience: 7 }, flags)).toEqual({
      ...defaults,
      patience: 7,
      iterations: 5,
      dryRun: true,
    })
  })

  it('puts one field of the budget over that of the config and keeps the others', () => {
    const base = { ...defaults, budget: { calls: 10, minutes: 5 } }
    const { flags } = splitFlags(['--tune.budget.calls=2000', '--tune.budget.usd=1.5'])
    expect(overlayTuneOptions(base, flags).budget).toEqual({ calls: 2000, minutes: 5, usd: 1.5 })
    expect(base.budget).toEqual({ calls: 10, minutes: 5 })
  })

  it('takes a file name that looks like a number as a name', () => {
    const { flags } = splitFlags(['--tune.out=2026', '--tune.write'])
    expect(overlayTuneOptions(defaults, flags)).toMatchObject({ out: '2026', write: true })
  })

  it('are all in the help', () => {
    for (const flag of tuneFlagNames) {
      expect(tuneHelp).toContain(flag)
    }
    for (const [flag = ''] of tuneHelp.matchAll(/--tune\.[\w.-]+/g)) expect(tuneFlagNames).toContain(flag)
  })

  it.each([
    '--tune.iterations=0',
    '--tune.iterations=many',
    '--tune.iterations',
    '--tune.dry-run=perhaps',
    '--tune.out',
    '--tune.out=',
    '--tune.budget.calls=1.5',
    '--tune.budget.usd=0',
  ])('refuses %s', (flag) => {
    expect(() => overlayTuneOptions(defaults, splitFlags([flag]).flags)).toThrow(flag.split('=')[0] ?? flag)
  })
})
