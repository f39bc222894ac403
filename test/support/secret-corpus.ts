import { createRandom } from '../../src/core/random.ts'

/** A secret, in a text as people, programs and models write it. */
export interface PlantedSecret {
  readonly kind: string
  readonly secret: string
  readonly text: string
}

const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = lower.toUpperCase()
const digits = '0123456789'
const word = lower + upper + digits
const hex = '0123456789abcdef'

/** By kind: the form of the secret, and texts that hold it. */
type Maker = (draw: (from: string, length: number) => string) => readonly [secret: string, ...texts: string[]]

const shapes: Readonly<Record<string, Maker>> = {
  openai: (draw) => {
    const key = `sk-proj-${draw(word, 24)}7_${draw(word, 20)}`
    return [key, `Incorrect API key provided: ${key}. You can find yours online.`, `{"log":"retry\\n${key}"}`]
  },
  openaiOld: (draw) => {
    const key = `sk-${draw(word, 20)}T3BlbkFJ${draw(word, 20)}`
    return [key, `I pasted ${key} by mistake`, `curl -H 'x: ${key}'`]
  },
  anthropic: (draw) => {
    const key = `sk-ant-api03-${draw(word, 60)}-${draw(word, 6)}AA`
    return [key, `use ${key}, please`, `ANTHROPIC=${key}`]
  },
  github: (draw) => {
    const key = `ghp_${draw(word, 36)}`
    return [key, `git clone https://${key}@github.com/a/b.git`, `(${key})`]
  },
  githubFine: (draw) => {
    const key = `github_pat_${draw(word, 22)}_${draw(word, 59)}`
    return [key, `Token ${key} expired`, `<td>${key}</td>`]
  },
  gitlab: (draw) => {
    const key = `glpat-${draw(word, 20)}`
    return [key, `My token is ${key}`, `["${key}"]`]
  },
  aws: (draw) => {
    const key = `AKIA${draw(`${upper}234567`, 16)}`
    return [key, `The key ${key} was revoked`, `AWS/${key}/20261101`]
  },
  awsSecret: (draw) => {
    const key = `${draw(word, 18)}/9${draw(word, 20)}`
    return [
      key,
      `aws_secret_access_key = ${key}`,
      `AWS_SECRET_ACCESS_KEY=${key}`,
      `"secretAccessKey": "${key}"`,
    ]
  },
  google: (draw) => {
    const key = `AIza${draw(`${word}_-`, 35)}`
    return [key, `https://maps.example.com/api?key=${key}&v=3`, `Google said ${key}!`]
  },
  slack: (draw) => {
    const key = `xoxb-${draw(digits, 12)}-${draw(digits, 12)}-${draw(word, 24)}`
    return [key, `Slack bot ${key}`, `%22${key}%22`]
  },
  slackHook: (draw) => {
    const key = `T${draw(upper, 8)}/B${draw(upper, 8)}/${draw(word, 24)}`
    return [key, `post to https://hooks.slack.com/services/${key}`]
  },
  huggingFace: (draw) => {
    const key = `hf_${draw(word, 34)}`
    return [key, `login(${key})`, `token=${key}`]
  },
  npm: (draw) => {
    const key = `npm_${draw(word, 36)}`
    return [key, `//registry.example.com/:_authToken=${key}`, `npm token ${key}.`]
  },
  stripe: (draw) => {
    const key = `sk_live_${draw(word, 24)}`
    return [key, `Stripe: ${key}`, `'${key}'`]
  },
  groq: (draw) => {
    const key = `gsk_${draw(word, 52)}`
    return [key, `GROQ ${key}`, `key=${key};`]
  },
  sendGrid: (draw) => {
    const key = `SG.${draw(word, 22)}.${draw(word, 43)}`
    return [key, `mail key ${key} leaked`]
  },
  jwt: (draw) => {
    const key = `eyJhbGciOiJIUzI1NiJ9.eyJ${draw(word, 40)}.${draw(word, 43)}`
    return [key, `session ${key}`, `{"t":"${key}"}`]
  },
  pem: (draw) => {
    const line = () => draw(`${word}+/`, 64)
    const secret = line()
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n${line()}\n${draw(word, 30)}==\n-----END RSA PRIVATE KEY-----`
    return [secret, `Here it is:\n${key}\nThanks`, JSON.stringify({ key })]
  },
  pemCut: (draw) => {
    const secret = draw(`${word}+/`, 64)
    return [secret, `-----BEGIN PRIVATE KEY-----\n${secret}\n${draw(word, 64)}`]
  },
  bearer: (draw) => {
    const key = `${draw(word, 20)}4${draw(word, 20)}`
    return [
      key,
      `Authorization: Bearer ${key}`,
      `{"headers":{"authorization":"Bearer ${key}"}}`,
      `sent with bearer ${key}`,
      `Proxy-Authorization: Token ${key}`,
    ]
  },
  basic: (draw) => {
    const key = Buffer.from(`admin:${draw(word, 14)}`).toString('base64')
    return [key, `authorization: Basic ${key}`, `curl -H "Authorization: Basic ${key}"`]
  },
  apiKeyHeader: (draw) => {
    const key = draw(hex, 32)
    return [
      key,
      `x-api-key: ${key}`,
      `{"api_key": "${key}"}`,
      `{\\"apiKey\\":\\"${key}\\"}`,
      `api-key=${key}`,
      `Ocp-Apim-Subscription-Key: ${key}`,
      `https://api.example.com/v1/items?page=2&api_key=${key}`,
      `--api-key ${key} --verbose`,
    ]
  },
  password: (draw) => {
    const key = `${draw(lower, 6)}${draw(digits, 3)}!`
    return [
      key,
      `password: ${key}`,
      `Password = '${key}'`,
      `{"password":"${key}","user":"me"}`,
      `My password is ${key} and it does not work`,
      `DB_PASSWORD=${key}`,
      `Server=db;User Id=sa;Password=${key};`,
      `<password>${key}</password>`,
      `PGPASSWORD=${key} psql`,
    ]
  },
  passphrase: (draw) => {
    const key = `${draw(lower, 7)} ${draw(lower, 5)} ${draw(lower, 6)}`
    return [key, `{"passphrase": "${key}"}`, `{\n  "client_secret": "${key}"\n}`]
  },
  databaseUrl: (draw) => {
    const key = draw(word, 14)
    return [
      key,
      `postgres://app:${key}@db.example.com:5432/main`,
      `redis://:${key}@cache:6379/0 refused the connection`,
      `"mongodb+srv://u:${key}@cluster.example.net/?retryWrites=true"`,
    ]
  },
  cookie: (draw) => {
    const key = draw(word, 32)
    return [key, `Cookie: theme=dark; sid=${key}`, `set-cookie: session=${key}; Path=/; HttpOnly`]
  },
  signedUrl: (draw) => {
    const key = draw(hex, 64)
    return [
      key,
      `https://bucket.s3.example.com/a.png?X-Amz-Expires=60&X-Amz-Signature=${key}`,
      `https://store.example.net/c?sv=2024&sig=${key}`,
    ]
  },
  accessToken: (draw) => {
    const key = `${draw(word, 30)}5`
    return [
      key,
      `{"access_token":"${key}","expires_in":3600}`,
      `https://app.example.com/cb#access_token=${key}&state=x`,
      `refresh_token: ${key}`,
      `token: "${key}"`,
    ]
  },
}

/** Always the same secrets, no two alike: every kind in each of its texts, again and again. */
export function plantSecrets(count: number): PlantedSecret[] {
  const random = createRandom('planted secrets')
  const draw = (from: string, length: number) =>
    Array.from({ length }, () => from[random.integer(0, from.length - 1)]).join('')
  const planted: PlantedSecret[] = []
  for (let round = 0; planted.length < count; round++) {
    for (const [kind, make] of Object.entries(shapes)) {
      const [secret, ...texts] = make(draw)
      const text = texts[round % texts.length]
      if (text !== undefined && planted.length < count) planted.push({ kind, secret, text })
    }
  }
  return planted
}
