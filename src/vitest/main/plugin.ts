/// <reference types="vitest/config" />
import type { Plugin } from 'vite'
import type { TestProject, Vitest } from 'vitest/node'
import type { PluginOptions } from '../../core/options.ts'
import type { Provided } from '../channel.ts'
import { isPromptTest } from '../is-prompt-test.ts'
import { type LaunchFlags, readLaunchFlags } from '../launch-flags.ts'
import { addReporter } from './add-reporter.ts'
import { bailOnce } from './bail-once.ts'
import { boundFiles } from './bound-files.ts'
import { filesNamedIn } from './files-named-in.ts'
import { openServices } from './open-services.ts'
import { type GivenOptions, refuseOtherOptions, resolveOptions, withoutWay } from './resolve-options.ts'
import { shardLabel } from './shard-by-case.ts'

const promptTests = '**/*.prompt.test.*'

/** What one Vitest process has, however many projects use the plugin: one reporter, one embedded model. */
interface Run {
  readonly given: GivenOptions
  readonly projects: Set<TestProject>
  readonly provided: Promise<Provided>
}

const runs = new WeakMap<Vitest, Run>()

/**
 * The Vitest plugin: runs `promptSuite()` tests, diagnoses their failures, and retunes prompts with `--tune`.
 *
 * @param options every one has a default
 * @throws RetuneError PLUGIN_OPTIONS when they do not fit
 */
export function promptRetune(options: PluginOptions = {}): Plugin {
  const flags = readLaunchFlags(process.argv)
  return {
    name: 'prompt-retune',
    config() {
      return {
        test: {
          server: { deps: { inline: [boundFiles] } },
          // The rows' tags need no declaration.
          strictTags: false,
          ...((flags.tune || flags.only) &&
          !process.argv.some((word) => ['--watch', '-w', 'watch'].includes(word))
            ? { watch: false }
            : {}),
        },
      }
    },
    transform(code, id) {
      // `vitest list` of Vitest 5 reads files without running them, and refuses one in which it sees no suite.
      if (!isPromptTest(id)) return null
      // So that `--changed` of Vitest 5 finds the suites of a changed prompt or dataset.
      for (const file of filesNamedIn(code, id)) this.addWatchFile(file)
      return { code: `${code}\nif (false) describe('', () => {})\n`, map: null }
    },
    async configureVitest({ vitest, project }) {
      const given = { options: resolveOptions(options, flags), project: project.name }
      const run = runs.get(vitest) ?? startRun(vitest, given, flags)
      runs.set(vitest, run)
      refuseOtherOptions(run.given, given)
      run.projects.add(project)
      const provided = await run.provided
      project.provide('promptRetune', provided)
      if (provided.shard)
        project.config.mergeReportsLabel = shardLabel(project.config.mergeReportsLabel, provided.shard)
      if (flags.tune || flags.lint || flags.only) project.config.include = [promptTests]
    },
  }
}

function startRun(vitest: Vitest, given: GivenOptions, flags: LaunchFlags): Run {
  bailOnce(vitest)
  const projects = new Set<TestProject>()
  const provide = async () => {
    const services = await openServices(vitest, given.options, flags)
    // Every real model call is "slow" by Vitest's measure of 300 ms.
    if (vitest.config.slowTestThreshold === 300) vitest.config.slowTestThreshold = 60_000
    await addReporter(vitest, services, { flags, projects })
    return services.provided
  }
  const provided = provide().catch((error: unknown) => {
    throw withoutWay(error)
  })
  return { given, projects, provided }
}
