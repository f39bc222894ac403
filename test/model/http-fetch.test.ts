import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { httpFetch } from '../../src/model/http-fetch.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const post = (more: RequestInit = {}): RequestInit => ({ method: 'POST', body: '{"ä":1}', ...more })

describe('httpFetch', () => {
  const key = Symbol.for('undici.globalDispatcher.1')
  const dispatcher: unknown = Reflect.get(globalThis, key)
  afterEach(() => {
    Reflect.set(globalThis, key, dispatcher)
  })

  it('sends text and headers, and gives status, headers and the whole body', async () => {
    const url = await serve((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (text) => (body += text))
      request.on('end', () => {
        response.writeHead(201, { 'x-twice': ['a', 'b'], 'content-type': 'application/json' })
        const { authorization, 'content-length': length } = request.headers
        response.write(JSON.stringify({ body, authorization, length }).slice(0, 5))
        setTimeout(() => response.end(JSON.stringify({ body, authorization, length }).slice(5)), 5)
      })
    })
    const answer = await httpFetch(`${url}/v1/x?y=1`, post({ headers: { authorization: 'Bearer k' } }))
    expect([answer.status, answer.ok, answer.headers.get('x-twice')]).toEqual([201, true, 'a, b'])
    expect(await answer.json()).toEqual({ body: '{"ä":1}', authorization: 'Bearer k', length: '8' })
  })

  it('uses a connection again', async () => {
    const ports = new Set<number | undefined>()
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort)
      response.end('{}')
    })
    for (let call = 0; call < 3; call++) await (await httpFetch(url, post())).text()
    expect(ports.size).toBe(1)
  })

  it('follows a redirect as fetch does', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/new') request.pipe(response)
      else response.writeHead(308, { location: '/new' }).end()
    })
    expect(await (await httpFetch(`${url}/old`, post())).json()).toEqual({ ä: 1 })
  })

  it('gives an answer without a body', async () => {
    const url = await serve((_request, response) => response.writeHead(204).end())
    const answer = await httpFetch(url, post())
    expect([answer.status, await answer.text()]).toEqual([204, ''])
  })

  it('ends with the signal, before and after the headers', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/headers') response.writeHead(200).flushHeaders()
    })
    for (const path of ['/', '/headers']) {
      const call = httpFetch(url + path, post({ signal: AbortSignal.timeout(30) }))
      await expect(call).rejects.toThrow(/abort/i)
    }
    await expect(httpFetch(url, post({ signal: AbortSignal.abort() }))).rejects.toThrow(/abort/i)
  })

  it('rejects when the connection breaks in the middle of a body', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{', () => response.destroy())
    })
    await expect(httpFetch(url, post())).rejects.toThrow()
  })

  it('leaves the call to a dispatcher of the user', async () => {
    class OfTheUser {
      dispatch(): boolean {
        throw new Error('asked the proxy')
      }
    }
    Reflect.set(globalThis, key, new OfTheUser())
    await expect(httpFetch('http://127.0.0.1:9999/', post())).rejects.toMatchObject({
      cause: { message: 'asked the proxy' },
    })
  })
})
