import type { Location } from '../core/location.ts'
import { escapeMarkdown } from './escape/escape-markdown.ts'

/** Where the files of a report stand on a GitHub server; without `repository` and `sha` places are not linked. */
export interface PlaceOptions {
  /** `owner/name`. */
  readonly repository?: string | undefined
  /** The commit whose lines are linked: the head of a pull request, not its merge commit. */
  readonly sha?: string | undefined
  /** Default `https://github.com`. */
  readonly serverUrl?: string | undefined
  /** The folder of the project in the repository, from which a report counts its paths. Default: the repository itself. */
  readonly folder?: string | undefined
}

/** GitHub shows these as pages, in which a line has no place, unless it is told not to. */
const shownAsPage = /\.(md|markdown|csv|tsv)$/i

/** A place as Markdown: `tickets.jsonl:12`, linked to the line where that can be. */
export function placeLink(at: Location, options: PlaceOptions): string {
  // The colon is ours: a gap behind it would be copied along.
  const text = `${escapeMarkdown(at.file, 300)}:${at.line}`
  const url = placeUrl(at, options)
  return url === undefined ? text : `[${text}](${url})`
}

/** The address of a line; nothing without a repository and a commit, and for a file outside of the repository. */
export function placeUrl(
  { file, line }: Location,
  { repository = '', sha = '', serverUrl = 'https://github.com', folder }: PlaceOptions,
): string | undefined {
  const path = repositoryPath(file, folder)
  const known = /^[\w-]+\/[\w.-]+$/.test(repository) && /^[0-9a-f]{7,64}$/i.test(sha)
  const server = /^https?:\/\/[\w.-]+(?::\d+)?(?=\/?$)/.exec(serverUrl)?.[0]
  if (path === undefined || !known || server === undefined) return undefined
  const encoded = path.split('/').map(encodePart).join('/')
  return `${server}/${repository}/blob/${sha}/${encoded}${shownAsPage.test(path) ? '?plain=1' : ''}#L${line}`
}

/** A path of a report as one from the root of the repository; nothing for one that leads out of it. */
export function repositoryPath(file: string, folder = ''): string | undefined {
  const slashed = file.replaceAll('\\', '/')
  if (slashed.startsWith('/') || /^[a-z]:/i.test(slashed)) return undefined
  const parts: string[] = []
  for (const part of `${folder.replaceAll('\\', '/')}/${slashed}`.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined
    } else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.length === 0 ? undefined : parts.join('/')
}

function encodePart(part: string): string {
  return encodeURIComponent(part.toWellFormed()).replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
