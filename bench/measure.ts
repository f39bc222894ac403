import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'

export interface Measured {
  readonly code: number | null
  readonly output: string
  /** Seconds. */
  readonly wall: number
  /** Seconds of user and system time, over all processes of the tree. */
  readonly cpu: number
  /** MB: the most that any one process of the tree ever held. */
  readonly peak: number
}

const tick = 0.01
const pollMilliseconds = 40

/** Runs a Node program to its end. Linux only: it reads `/proc`. */
export async function measure(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Measured> {
  const cpuBefore = childrenCpu()
  const started = performance.now()
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...cleanEnvironment(), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  let peak = 0
  const poll = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid))
  }, pollMilliseconds)
  const [code] = (await once(child, 'close')) as [number | null]
  clearInterval(poll)
  const wall = (performance.now() - started) / 1000
  return { code, output, wall, cpu: childrenCpu() - cpuBefore, peak }
}

export function cleanEnvironment(): Record<string, string | undefined> {
  const foreign =
    /^(OPENAI_|VITEST|GITHUB_|CI$|NODE_ENV$|TEST$|DEV$|PROD$|MODE$|NODE_OPTIONS$|FORCE_COLOR$|npm_)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

/** Seconds used by our children that have ended, and by theirs. */
function childrenCpu(): number {
  const fields = statFields('self')
  return (Number(fields[13]) + Number(fields[14])) * tick
}

/** The largest `VmHWM` of a process group, in MB. */
function peakOf(group: number | undefined): number {
  let peak = 0
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid) || Number(statFields(pid)[2]) !== group) continue
    const [, kilobytes = '0'] = /VmHWM:\s*(\d+)/.exec(read(`/proc/${pid}/status`)) ?? []
    peak = Math.max(peak, Number(kilobytes) / 1024)
  }
  return peak
}

/** The fields of `/proc/PID/stat` behind the program's name: state, ppid, pgrp ... */
function statFields(pid: string): string[] {
  return read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ')
}

/** Nothing for a process that has just ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
