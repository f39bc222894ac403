import type { PromptSettings } from './prompt-settings.ts'

export const roles = ['system', 'developer', 'user', 'assistant'] as const

export type Role = (typeof roles)[number]

/** One message template of a prompt file. */
export interface Section {
  /** The role, or `role:label` for a turn that repeats a role. */
  readonly name: string
  readonly role: Role
  /** The template, with LF line ends and without outer blank lines. */
  readonly text: string
  /** The line of the role marker (of the text, in a file without markers); counts from 1. */
  readonly line: number
  /** May the tuner rewrite it? */
  readonly tunable: boolean
  /** The names of its placeholders, each once, in order. */
  readonly variables: readonly string[]
  /** Where the text stands in the source: offsets in UTF-16 units, `end` exclusive. */
  readonly start: number
  readonly end: number
}

/** A parsed `.prompt.md` file. */
export interface PromptFile {
  /** As it was given; messages show it. */
  readonly path: string
  /** The whole text of the file, byte order mark included. */
  readonly source: string
  /** SHA-256 of the source, in hex. */
  readonly hash: string
  readonly settings: PromptSettings
  readonly sections: readonly Section[]
}

/** One chat message of a rendered prompt. */
export interface PromptMessage {
  readonly role: Role
  readonly content: string
}
