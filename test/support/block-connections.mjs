// For `node --import`: whatever opens a socket fails, and a line in the file of BLOCKED_CONNECTIONS says so.
import { appendFileSync } from 'node:fs'
import { Socket } from 'node:net'

Socket.prototype.connect = function (...args) {
  const target = JSON.stringify(args.flat()[0])
  appendFileSync(process.env.BLOCKED_CONNECTIONS, `${target}\n`)
  return this.destroy(new Error(`A connection to ${target} was blocked.`))
}
