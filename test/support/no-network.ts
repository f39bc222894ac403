import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface NoNetwork {
  /** For a run: every process of it fails to open a socket, also one to a server of its own. */
  readonly env: { readonly NODE_OPTIONS: string; readonly BLOCKED_CONNECTIONS: string }
  /** The targets that any process has tried to reach. */
  tried(): Promise<string[]>
}

export async function blockConnections(): Promise<NoNetwork> {
  const dir = await mkdtemp(join(tmpdir(), 'retune-blocked-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const file = join(dir, 'tried')
  const preload = new URL('block-connections.mjs', import.meta.url).href
  return {
    env: { NODE_OPTIONS: `--import=${preload}`, BLOCKED_CONNECTIONS: file },
    tried: async () => (existsSync(file) ? (await readFile(file, 'utf8')).trimEnd().split('\n') : []),
  }
}

/** A server that counts who connects, and says nothing. */
export async function countConnections(): Promise<{ readonly baseURL: string; count(): number }> {
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { baseURL: `http://127.0.0.1:${port}/v1`, count: () => connections }
}
