/** The part of a process that a command touches. */
export interface ProcessLike {
  argv: string[]
  exitCode?: number | string | null | undefined
  readonly execPath: string
  readonly stdout: { write(text: string): unknown; readonly columns?: number; readonly isTTY?: boolean }
  readonly stderr: { write(text: string): unknown }
  /** Default: empty. */
  readonly env?: Readonly<Record<string, string | undefined>>
  cwd(): string
}
