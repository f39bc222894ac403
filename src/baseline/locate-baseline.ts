import { stat } from 'node:fs/promises'
import { extname, isAbsolute, join, relative, resolve } from 'node:path'
import { suiteSlug } from '../core/suite-slug.ts'

/** Where accepted results stand unless somebody says otherwise, from the project root. */
export const baselineFolder = '.prompt-retune/baselines'

/** What was said about baselines: each a file, a folder or `off`. */
export interface BaselineSettings {
  /** The project root, absolute: where relative paths start. */
  readonly root: string
  /** `--baseline=…`, which goes over the others, except for a suite that wants none. */
  readonly flag?: string | undefined
  /** The option of the suite, from the project root, which goes over that of the plugin. */
  readonly suite?: string | undefined
  readonly plugin?: string | undefined
}

export interface BaselinePlace {
  /** Absolute. */
  readonly path: string
  /** From the project root, where it lies in it; with slashes. */
  readonly name: string
  /** The suite's own option names this file, so that it is meant whatever suite it was made for. */
  readonly own: boolean
  /** Was it named on the command line, so that it has to be there? */
  readonly wanted: boolean
}

/** The file that a suite is compared with; `undefined` when baselines are off for it. */
export async function locateBaseline(
  suite: string,
  { root, flag, suite: own, plugin }: BaselineSettings,
): Promise<BaselinePlace | undefined> {
  const setting = own === 'off' ? own : (flag ?? own ?? plugin ?? baselineFolder)
  if (setting === 'off') return undefined
  const path = resolve(root, setting)
  const folder = await isFolder(path, setting)
  const wanted = flag !== undefined
  if (folder === 'missing' && wanted) return { path, name: nameOf(path, root), own: false, wanted }
  const file = folder === 'no' ? path : join(path, `${suiteSlug(suite)}.json`)
  return {
    path: file,
    name: nameOf(file, root),
    own: folder === 'no' && setting === own && !wanted,
    wanted: wanted && folder === 'no',
  }
}

/** What is not there yet is a file where its name ends like one. */
async function isFolder(path: string, setting: string): Promise<'yes' | 'no' | 'missing'> {
  try {
    return (await stat(path)).isDirectory() ? 'yes' : 'no'
  } catch {
    return extname(setting) === '' || setting.endsWith('/') ? 'missing' : 'no'
  }
}

function nameOf(path: string, root: string): string {
  const name = relative(root, path)
  return (name.startsWith('..') || isAbsolute(name) ? path : name).replaceAll('\\', '/')
}
