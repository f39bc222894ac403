import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../src/core/redaction/create-redactor.ts'

const env = {
  OPENAI_API_KEY: 'correct-horse-battery',
  MY_SERVICE_TOKEN: 'Zebra Crossing 42',
  FOO_SECRET: 'plainlettersvalue',
  npm_config__authToken: 'b2f7c6d5e4a39281',
  clientSecret: 'camelCaseName99',
  OPENAIKEY: 'no-underscore-here',
  DB_PASSWORD: '48213377',
  DATABASE_URL: 'postgres://app:p%40ssw0rd-1@db.internal:5432/main',
  PEM_KEY: '-----BEGIN X-----\nabcdefghijklmnopqrstuvwx\n-----END X-----',
  QUOTED_TOKEN: 'say "friend" & enter',
}

const ordinary = {
  API_KEY_ENABLED: 'true-ish-value',
  SHORT_TOKEN: 'walking',
  FEATURE_SECRET: 'required',
  LOCAL_API_KEY: 'lm-studio',
  SSH_AUTH_SOCK: '/tmp/ssh-agent/agent.1234',
  GOOGLE_APPLICATION_CREDENTIALS: '/home/runner/work/account.json',
  SECRETS_DIR: 'secrets/production',
  TOKEN_URL: 'https://auth.example.com/token',
  TOKENIZERS_PARALLELISM: 'disabled-for-now',
  MAX_TOKENS: '100000000',
  MONKEY: 'capuchin-monkey',
  PWD: '/home/ann/project-one',
  SONAR_PROJECT_KEY: 'prompt-retune',
  HOME: '/home/ann',
  GREETING: 'Hello there, friend',
}

describe('secrets of the environment', () => {
  const redactor = createRedactor({ env, keys: ['given-in-options', 'tiny'] })

  it.each([...Object.values(env).filter((value) => !/\n|:\/\//.test(value)), 'given-in-options'])(
    'are taken out wherever they stand: %s',
    (secret) => {
      expect(redactor.text(`before${secret}after`)).toBe('before[redacted]after')
      expect(redactor.json({ list: [{ [secret]: `x ${secret}` }] })).toEqual({
        list: [{ '[redacted]': 'x [redacted]' }],
      })
    },
  )

  it('are found as JSON and addresses write them, in the passwords of addresses, and line by line', () => {
    const body = JSON.stringify({ text: JSON.stringify({ text: env.QUOTED_TOKEN }) })
    expect(redactor.text(body)).not.toMatch(/friend/)
    expect(redactor.text(`?q=${encodeURIComponent(env.QUOTED_TOKEN)}`)).toBe('?q=[redacted]')
    expect(redactor.text('p@ssw0rd-1 was refused')).toBe('[redacted] was refused')
    expect(redactor.text('| abcdefghijklmnopqrstuvwx |')).toBe('| [redacted] |')
  })

  it('are found where a text was cut off in them', () => {
    expect(redactor.text('the key is correct-horse-b…')).toBe('the key is [redacted]…')
    expect(redactor.text('got "plainletters..."')).toBe('got "[redacted]..."')
    expect(redactor.text('that is correct…')).toBe('that is [redacted]…')
    expect(redactor.text('that is right…')).toBe('that is right…')
  })

  it('do not count where they are words, paths, numbers, addresses or about something else', () => {
    const plain = createRedactor({ env: ordinary })
    for (const value of Object.values(ordinary))
      expect(plain.text(`It says ${value}.`)).toBe(`It says ${value}.`)
  })

  it('leave the words of our own reports alone', () => {
    const words = {
      A_TOKEN: 'prompt-retune',
      B_SECRET: 'optimization',
      C_KEY: 'mechanical',
      D_PASSWORD: 'prompt-retune/run@1',
    }
    const report = { schema: 'prompt-retune/run@1', split: 'optimization', source: 'mechanical' }
    expect(createRedactor({ env: words }).json(report)).toEqual(report)
  })
})

describe('data', () => {
  const redactor = createRedactor({ env: {} })

  it('loses the values of members that are named like secrets, and no others', () => {
    const given = {
      password: 'swordfish',
      user: { apiKey: 'abcd1234', clientSecret: 'letmein', accessToken: 12345678 },
      headers: [
        { name: 'Authorization', value: 'Basic dXNlcjpwYXNzd29yZA==' },
        { name: 'Accept', value: 'text/html' },
      ],
      'set-cookie': 'sid=1234; Path=/',
      token: 'walking',
      inputTokens: 123456789,
      password_hint: 'the usual one',
      keys: ['a', 'b'],
    }
    expect(redactor.json(given)).toEqual({
      ...given,
      password: '[redacted]',
      user: { apiKey: '[redacted]', clientSecret: '[redacted]', accessToken: '[redacted]' },
      headers: [
        { name: 'Authorization', value: '[redacted]' },
        { name: 'Accept', value: 'text/html' },
      ],
      'set-cookie': '[redacted]',
    })
  })

  it('comes back as it is when it holds nothing to hide', () => {
    const given = { a: ['b', { c: null, d: 1.5, e: true }], password: { type: 'string' } }
    expect(redactor.json(given)).toBe(given)
  })

  it('keeps members apart whose names become the same', () => {
    const keys = [`ghp_${'a'.repeat(36)}`, `ghp_${'b'.repeat(36)}`]
    const plain = redactor.json(
      JSON.parse(JSON.stringify(Object.fromEntries(keys.map((key) => [key, key.length])))),
    )
    expect(plain).toEqual({ '[redacted]': 40, '[redacted] (2)': 40 })
  })

  it('keeps a member named __proto__ a member', () => {
    const given = JSON.parse('{"__proto__":{"password":"swordfish"}}')
    expect(JSON.stringify(redactor.json(given))).toBe('{"__proto__":{"password":"[redacted]"}}')
  })
})
