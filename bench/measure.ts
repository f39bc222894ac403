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
  /** MB: the most that all processes of the tree held at one time; shared pages count for each. */
  readonly sum: number
  /** Was it killed at its limit? */
  readonly stopped: boolean
}

export interface MeasureOptions {
  /** Seconds after which the whole tree is killed. Default: never. */
  readonly limit?: number
  /** The Node that runs it. Default: the one that runs the bench. */
  readonly node?: string
}

const tick = 0.01
const pollMilliseconds = 40

/** Runs a Node program to its end. Linux only: it reads `/proc`. */
export async function measure(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  { limit, node = process.execPath }: MeasureOptions = {},
): Promise<Measured> {
  const cpuBefore = childrenCpu()
  const started = performance.now()
  const child = spawn(node, args, {
    cwd,
    env: { ...cleanEnvironment(), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  let peak = 0
  let sum = 0
  let stopped = false
  const cpuOf = new Map<string, number>()
  const poll = setInterval(() => {
    const now = lookAt(child.pid)
    for (const { pid, cpu, most } of now) {
      cpuOf.set(pid, cpu)
      peak = Math.max(peak, most)
    }
    sum = Math.max(
      sum,
      now.reduce((all, { held }) => all + held, 0),
    )
    if (stopped || limit === undefined || performance.now() - started < limit * 1000) return
    stopped = true
    killGroup(child.pid)
  }, pollMilliseconds)
  const [code] = (await once(child, 'close')) as [number | null]
  clearInterval(poll)
  const wall = (performance.now() - started) / 1000
  // A process whose parent did not wait for it has no part in the time of our children.
  const seen = [...cpuOf.values()].reduce((all, cpu) => all + cpu, 0)
  const cpu = Math.max(childrenCpu() - cpuBefore, seen)
  return { code, output, wall, cpu, peak, sum: Math.max(sum, peak), stopped }
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

/** The group may have ended by itself just now. */
function killGroup(group: number | undefined): void {
  try {
    if (group !== undefined) process.kill(-group, 'SIGKILL')
  } catch {}
}

/** The processes of a group: seconds used, MB held now, and the most ever held. */
function lookAt(group: number | undefined) {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return []
    const fields = statFields(pid)
    if (Number(fields[2]) !== group) return []
    const status = read(`/proc/${pid}/status`)
    const megabytes = (name: string) => Number(new RegExp(`${name}:\\s*(\\d+)`).exec(status)?.[1] ?? 0) / 1024
    const cpu = (Number(fields[11]) + Number(fields[12])) * tick
    return [{ pid, cpu, held: megabytes('VmRSS'), most: megabytes('VmHWM') }]
  })
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
