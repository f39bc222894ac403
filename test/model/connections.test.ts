import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { modelsSchema } from '../../src/core/options.ts'
import { describeModels } from '../../src/model/describe-models.ts'
import { isReasoningModel } from '../../src/model/model-names.ts'
import { type Environment, isOpenAI, resolveConnection } from '../../src/model/resolve-connection.ts'
import { answer, apiError, hang } from '../support/api-server.ts'
import { clientFor, serve } from '../support/model-client.ts'

const embedded = { baseURL: 'http://127.0.0.1:9/v1', canPlay: (model: string) => model.startsWith('gpt-') }

const resolve = (models: Parameters<typeof modelsSchema.parse>[0], env: Environment = {}) =>
  resolveConnection('critic', modelsSchema.parse(models), env, embedded)

describe('where a role is asked', () => {
  test('OpenAI, with the key of the environment', () => {
    expect(resolve({}, { OPENAI_API_KEY: ' key-1 \n', OPENAI_BASE_URL: '' })).toEqual({
      baseURL: 'https://api.openai.com/v1',
      apiKey: 'key-1',
      keyed: true,
      simulated: false,
      api: 'responses',
      apiChosen: false,
    })
  })

  test('another server needs no key', () => {
    expect(resolve({}, { OPENAI_BASE_URL: 'http://localhost:11434/v1' })).toMatchObject({
      baseURL: 'http://localhost:11434/v1',
      apiKey: 'none',
      keyed: false,
      api: 'chat',
    })
  })

  test("options: the role's own, then the target's, then the environment", () => {
    const env = { OPENAI_API_KEY: 'key-env', OPENAI_BASE_URL: 'http://env/v1' }
    const target = { apiKey: 'key-target', baseURL: 'http://target/v1', api: 'responses' as const }
    expect(resolve({ target }, env)).toMatchObject({
      apiKey: 'key-target',
      baseURL: 'http://target/v1',
      api: 'responses',
      apiChosen: true,
    })
    expect(resolve({ target, critic: { apiKey: 'key-own' } }, env)).toMatchObject({
      apiKey: 'key-own',
      baseURL: 'http://target/v1',
    })
  })

  test.each([
    ["the target's", { target: { apiKey: 'key-target', baseURL: 'http://target/v1' } }, {}],
    ["the target's for OpenAI", { target: { apiKey: 'key-target' } }, {}],
    ["the environment's", {}, { OPENAI_API_KEY: 'key-env' }],
    ["the environment's for its server", {}, { OPENAI_API_KEY: 'key-env', OPENAI_BASE_URL: 'http://env/v1' }],
  ])('a role with its own server is not sent %s key', (_whose, models, env) => {
    expect(resolve({ ...models, critic: { baseURL: 'http://own/v1' } }, env)).toMatchObject({
      baseURL: 'http://own/v1',
      apiKey: 'none',
      keyed: false,
      api: 'chat',
    })
  })

  test('nor is the target sent the key of the environment for another server', () => {
    const models = { target: { baseURL: 'http://target/v1' } }
    expect(resolve(models, { OPENAI_API_KEY: 'key-env' })).toMatchObject({ keyed: false, apiKey: 'none' })
    expect(resolve({ target: {}, critic: {} }, { OPENAI_API_KEY: 'key-env' })).toMatchObject({ keyed: true })
  })

  test.each([
    ['http://target/v1', 'key-target'],
    ['http://Target/v1/', 'key-target'],
    ['http://env/v1', 'key-env'],
    ['http://target/v2', 'none'],
    ['http://target.example/v1', 'none'],
    ['https://target/v1', 'none'],
  ])('a role at %s is sent the key %s', (baseURL, apiKey) => {
    const env = { OPENAI_API_KEY: 'key-env', OPENAI_BASE_URL: 'http://env/v1/' }
    const target = { apiKey: 'key-target', baseURL: 'http://target/v1' }
    expect(resolve({ target, critic: { baseURL } }, env)).toMatchObject({ apiKey })
  })

  test('the API of the target holds for its server only', () => {
    const target = { apiKey: 'key', baseURL: 'http://target/v1', api: 'responses' as const }
    expect(resolve({ target, critic: { baseURL: 'http://target/v1/' } })).toMatchObject({ api: 'responses' })
    expect(resolve({ target, critic: { baseURL: 'http://own/v1' } })).toMatchObject({
      api: 'chat',
      apiChosen: false,
    })
  })

  test('every role is asked at its own server with its own key, and no other key gets there', async () => {
    const roles = ['target', 'critic', 'optimizer', 'judge'] as const
    const servers = await Promise.all(roles.map(() => serve()))
    const models = Object.fromEntries(
      roles.map((role, index) => [
        role,
        {
          baseURL: servers[index]?.baseURL,
          ...(role === 'judge' ? {} : { apiKey: `key-${role}` }),
          model: `model-${role}`,
          api: 'chat' as const,
        },
      ]),
    )
    const client = clientFor({ models, env: { OPENAI_API_KEY: 'key-env' } })
    const messages = [{ role: 'user', content: 'Hello' }] as const
    for (const role of roles) await client.generate({ role, messages })
    expect(
      servers.map(({ requests }) => requests.map(({ headers, body }) => [headers.authorization, body])),
    ).toEqual(
      roles.map((role) => [
        [
          role === 'judge' ? 'Bearer none' : `Bearer key-${role}`,
          expect.objectContaining({ model: `model-${role}` }),
        ],
      ]),
    )
  })

  test('headers go to the server that they were given for, with embeddings too, and to no other', async () => {
    const [shared, own] = await Promise.all([serve(), serve()])
    const target = { baseURL: shared.baseURL, apiKey: 'key-1', headers: { 'X-Team': 'team-secret-1' } }
    const client = clientFor({ models: { target, optimizer: { baseURL: own.baseURL, api: 'chat' } } })
    const messages = [{ role: 'user', content: 'Hello' }] as const
    for (const role of ['target', 'critic', 'optimizer'] as const) await client.generate({ role, messages })
    await client.embed(['a text'])
    expect(shared.requests.map(({ headers }) => headers['x-team'])).toEqual(Array(3).fill('team-secret-1'))
    expect(own.requests.map(({ headers }) => headers['x-team'])).toEqual([undefined])
  })

  test('calls at one time share headers, and neither their texts nor their ends', async () => {
    const server = await serve(({ body }) =>
      JSON.stringify(body).includes('never') ? hang : answer(JSON.stringify(body)),
    )
    const target = { baseURL: server.baseURL, apiKey: 'key-1', headers: { 'X-Team': 'team-1' } }
    const client = clientFor({ models: { target: { ...target, api: 'chat' } } })
    const drop = new AbortController()
    const ask = (content: string, signal?: AbortSignal) =>
      client.generate({ role: 'target', messages: [{ role: 'user', content }] }, { signal })
    const dropped = ask('never', drop.signal)
    const texts = ['one', 'two', 'three', 'four']
    const kept = Promise.all(texts.map((text) => ask(text)))
    await server.received(5)
    drop.abort()
    expect(await dropped).toMatchObject({ error: { kind: 'aborted' } })
    expect(await kept).toEqual(
      texts.map((text) => expect.objectContaining({ text: expect.stringContaining(`"content":"${text}"`) })),
    )
    await client.embed(['a text'])
    expect(server.requests.map(({ path }) => path)).toEqual([
      ...Array(5).fill('/chat/completions'),
      '/embeddings',
    ])
    for (const { headers, body } of server.requests) {
      expect(headers).toMatchObject({
        authorization: 'Bearer key-1',
        'x-team': 'team-1',
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(JSON.stringify(body))),
      })
    }
  })

  test('who sets OPENAI_LOG gets the log of `openai`, without the key', async () => {
    vi.stubEnv('OPENAI_LOG', 'debug')
    const debug = vi.spyOn(console, 'debug').mockReturnValue()
    onTestFinished(() => {
      vi.unstubAllEnvs()
      debug.mockRestore()
    })
    const server = await serve()
    const client = clientFor({
      models: { target: { baseURL: server.baseURL, api: 'chat', apiKey: 'key-1' } },
    })
    const messages = [{ role: 'user', content: 'Hello' }] as const
    expect(await client.generate({ role: 'target', messages })).toMatchObject({ status: 'ok' })
    const log = debug.mock.calls.map((words) => JSON.stringify(words)).join('\n')
    expect(log).toContain('/chat/completions')
    expect(log).not.toContain('key-1')
  })

  test('a role has its own headers, time limit and retries', async () => {
    const critic = await serve(() => apiError(500, 'Team other-secret failed.'))
    const optimizer = await serve(hang)
    const client = clientFor({
      models: {
        critic: { baseURL: critic.baseURL, api: 'chat', headers: { 'x-team': 'other-secret' }, retries: 0 },
        optimizer: { baseURL: optimizer.baseURL, api: 'chat', timeout: 30, retries: 0 },
      },
      env: { OPENAI_API_KEY: 'key-env' },
    })
    const messages = [{ role: 'user', content: 'Hello' }] as const
    expect(await client.generate({ role: 'critic', messages })).toMatchObject({
      error: { kind: 'server', message: expect.stringContaining('Team [key] failed.') },
    })
    expect(critic.requests.map(({ headers }) => headers['x-team'])).toEqual(['other-secret'])
    expect(await client.generate({ role: 'optimizer', messages })).toMatchObject({
      error: {
        kind: 'timeout',
        message: expect.stringContaining('within 30 ms. Raise limits.timeout or models.*.timeout'),
      },
    })
  })

  test('the optimizer has five times as long as the others by default', async () => {
    const slow = await serve(async () => {
      await wait(600)
      return answer('ok')
    })
    const target = { baseURL: slow.baseURL, api: 'chat' as const }
    const client = clientFor({ models: { target }, limits: { timeout: 300, retries: 0 } })
    const messages = [{ role: 'user', content: 'Hello' }] as const
    const [critic, optimizer] = await Promise.all(
      (['critic', 'optimizer'] as const).map((role) => client.generate({ role, messages })),
    )
    expect(critic).toMatchObject({ error: { message: expect.stringContaining('within 300 ms') } })
    expect(optimizer).toMatchObject({ status: 'ok' })
  })

  test('a header that cannot be sent is refused', () => {
    const parse = (headers: Record<string, string>) => modelsSchema.safeParse({ critic: { headers } }).success
    expect(parse({ 'x-team': 'a b' })).toBe(true)
    expect([parse({ 'x team': 'a' }), parse({ 'x-team': 'a\r\nb: c' })]).toEqual([false, false])
  })

  test('with neither key nor base URL, the embedded model', () => {
    expect(resolve({})).toMatchObject({
      baseURL: embedded.baseURL,
      simulated: true,
      keyed: false,
      api: 'responses',
    })
  })

  test.each(['localhost:11434', 'ftp://host', 'http://'])('the base URL %s is refused', (OPENAI_BASE_URL) => {
    expect(() => resolve({}, { OPENAI_BASE_URL })).toThrow(
      expect.objectContaining({ code: 'MODEL_BASE_URL' }),
    )
  })

  test.each([
    ['https://api.openai.com/v1', true],
    ['https://eu.api.openai.com/v1', true],
    ['https://api.openai.com.evil.example/v1', false],
    ['http://localhost/api.openai.com', false],
  ])('is %s OpenAI: %s', (url, yes) => {
    expect(isOpenAI(url)).toBe(yes)
  })
})

describe('the embedded model', () => {
  const ask = { role: 'target', messages: [{ role: 'user', content: 'Hello' }] } as const

  test('answers and is said to be simulated', async () => {
    const server = await serve()
    const client = clientFor({ embedded: { ...embedded, baseURL: server.baseURL } })
    expect(client.simulated).toBe(true)
    expect(await client.generate(ask)).toMatchObject({ status: 'ok' })
    expect(server.requests[0]).toMatchObject({
      path: '/responses',
      headers: { authorization: 'Bearer embedded' },
    })
  })

  test('a model that it cannot play is a set-up error', async () => {
    const client = clientFor({ embedded })
    await expect(client.generate({ ...ask, model: 'llama3.2' })).rejects.toMatchObject({
      code: 'MODEL_NOT_EMBEDDED',
      message: expect.stringContaining('"llama3.2"'),
    })
    await expect(client.embed(['x'])).rejects.toMatchObject({ code: 'MODEL_NOT_EMBEDDED' })
  })

  test('does not stand in where there is a key or a base URL', () => {
    expect(clientFor({ embedded, env: { OPENAI_API_KEY: 'k' } }).simulated).toBe(false)
    expect(clientFor({ embedded, models: { target: { baseURL: 'http://x/v1' } } }).simulated).toBe(false)
  })

  test('without it and without access, a call says what to set', async () => {
    await expect(clientFor({}).generate(ask)).rejects.toMatchObject({
      code: 'MODEL_NO_ACCESS',
      message: expect.stringContaining('OPENAI_API_KEY'),
    })
  })
})

describe('model names', () => {
  const names = (given: Parameters<typeof clientFor>[0], promptModel?: string) =>
    describeModels(clientFor(given), promptModel).models

  test('defaults', () => {
    expect(names({})).toEqual({
      target: 'gpt-4.1',
      critic: 'gpt-4.1',
      optimizer: 'gpt-4.1',
      embedder: 'text-embedding-3-small',
      judge: 'gpt-4.1',
    })
  })

  test("the prompt's model is the target's alone, and OPENAI_MODEL is the last resort", () => {
    expect(names({ env: { OPENAI_MODEL: 'm' } }, 'p')).toMatchObject({ target: 'p', critic: 'm', judge: 'm' })
  })

  test('options come first, and the other roles follow the target', () => {
    const models = { target: { model: 't' }, optimizer: { model: 'o' }, embedder: { model: 'e' } }
    expect(names({ models, env: { OPENAI_MODEL: 'm' } }, 'p')).toEqual({
      target: 't',
      critic: 't',
      optimizer: 'o',
      embedder: 'e',
      judge: 't',
    })
  })

  test('the name is what is sent', async () => {
    const server = await serve()
    const client = clientFor({ models: { target: { baseURL: server.baseURL }, judge: { model: 'j' } } })
    const messages = [{ role: 'user', content: 'Hello' }] as const
    await client.generate({ role: 'target', messages, model: 'p' })
    await client.generate({ role: 'judge', messages })
    await client.generate({ role: 'judge', messages, model: 'r' })
    expect(server.requests.map(({ body }) => body)).toMatchObject([
      { model: 'p' },
      { model: 'j' },
      { model: 'r' },
    ])
  })

  test.each(['o1', 'o4-mini', 'gpt-5', 'gpt-5.1-mini', 'openai/gpt-5', 'gpt-oss:20b'])(
    '%s reasons',
    (name) => {
      expect(isReasoningModel(name)).toBe(true)
    },
  )

  test.each(['gpt-4.1', 'gpt-4o', 'gpt-5-chat-latest', 'gpt-35-turbo', 'llama3.2', 'olmo'])(
    '%s does not',
    (name) => {
      expect(isReasoningModel(name)).toBe(false)
    },
  )
})
