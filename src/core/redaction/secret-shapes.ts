import { redactionMark } from './redaction-mark.ts'

/**
 * No letter or digit stands before a key, unless it belongs to an escape: `\n`, `\u0022` (text inside JSON), `%22` (inside a URL).
 */
const start = String.raw`(?:(?<![A-Za-z0-9])|(?<=\\[bfnrt]|\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}))`
const end = '(?![A-Za-z0-9])'
const someDigit = String.raw`(?=[\w-]{0,200}\d)`

/** Keys by the prefixes that their issuers gave them. Each body is long enough that no word has it. */
const prefixed = [
  // OpenAI, Anthropic, OpenRouter, DeepSeek and others
  String.raw`sk-(?:${someDigit}[\w-]{16,}|[A-Za-z0-9]{20,})`,
  // Stripe, its webhooks
  '[rs]k_(?:live|test|prod)_[A-Za-z0-9]{8,}',
  'whsec_[A-Za-z0-9+/=]{16,}',
  // GitHub, GitLab, Docker, Atlassian
  'gh[oprsu]_[A-Za-z0-9]{16,}',
  String.raw`github_pat_\w{16,}`,
  String.raw`gl(?:pat|dt|rt|cbt|ptt|ft|oas|soat|agent|imt)-[\w-]{16,}`,
  String.raw`dckr_pat_[\w-]{20,}`,
  String.raw`ATATT3[\w=-]{40,}`,
  // AWS, Google, DigitalOcean, Databricks, Shopify, HashiCorp Vault, Supabase
  `AKIA[A-Z0-9]{16}${end}`,
  `(?:ASIA|ABIA|ACCA)(?=[A-Z]{0,15}[0-9])[A-Z0-9]{16}${end}`,
  String.raw`AIza[\w-]{30,}`,
  String.raw`ya29\.[\w-]{20,}`,
  String.raw`GOCSPX-[\w-]{20,}`,
  'do[opr]_v1_[0-9a-f]{40,}',
  'dapi[0-9a-f]{32}',
  'shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}',
  String.raw`hv[bs]\.[\w-]{20,}`,
  'sbp_[0-9a-f]{40}',
  // Slack, Discord, Telegram, Twilio, SendGrid, Mailgun
  String.raw`xox[a-z]-[\w-]{10,}`,
  String.raw`xapp-\d-[\w-]{10,}`,
  String.raw`hooks\.slack\.com/(?:services|workflows|triggers)/[\w/+-]{20,}`,
  String.raw`discord(?:app)?\.com/api/webhooks/\d{5,30}/[\w-]{20,}`,
  String.raw`\d{8,10}:AA[\w-]{33}`,
  `SK[0-9a-f]{32}${end}`,
  String.raw`SG\.[\w-]{16,}\.[\w-]{16,}`,
  `key-[0-9a-f]{32}${end}`,
  // Hugging Face, Groq, xAI, Replicate, Perplexity, NVIDIA, LangSmith, Tavily, Fireworks, Jina, Pinecone
  'hf_[A-Za-z0-9]{16,}',
  'gsk_[A-Za-z0-9]{20,}',
  'xai-[A-Za-z0-9]{20,}',
  'r8_[A-Za-z0-9]{20,}',
  'pplx-[A-Za-z0-9]{20,}',
  String.raw`nvapi-[\w-]{20,}`,
  String.raw`lsv2_(?:pt|sk)_\w{16,}`,
  String.raw`tvly-[\w-]{16,}`,
  'fw_[A-Za-z0-9]{20,}',
  'jina_[A-Za-z0-9]{20,}',
  String.raw`pcsk_\w{20,}`,
  'tgp_v1_[A-Za-z0-9_-]{20,}',
  'e2b_[0-9a-f]{40}',
  // Mapbox, Discord bots, Vercel, Netlify, Supabase, Figma, Resend, Brevo, Square, Facebook, Airtable, Grafana Cloud
  String.raw`[sp]k\.eyJ[\w-]{20,}\.[\w-]{10,}`,
  String.raw`(?<![\w.-])[MNO][A-Za-z0-9]{22,27}\.[\w-]{6}\.[\w-]{27,}`,
  String.raw`vercel_[a-z_]{2,20}_\w{20,}`,
  'nfp_[A-Za-z0-9]{30,}',
  String.raw`sb_secret_[\w-]{20,}`,
  String.raw`figd_[\w-]{30,}`,
  're_[A-Za-z0-9]{6,12}_[A-Za-z0-9]{20,}',
  'xkeysib-[0-9a-f]{40,}',
  String.raw`sq0(?:atp|csp)-[\w-]{20,}`,
  'EAA[AC][A-Za-z0-9]{50,}',
  'pat[A-Za-z0-9]{14}[.][0-9a-f]{40,}',
  'glc_[A-Za-z0-9+/]{30,}={0,2}',
  // npm, PyPI, RubyGems, Doppler, Linear, Notion, Postman, Sentry, Grafana, New Relic, age
  'npm_[A-Za-z0-9]{30,}',
  String.raw`pypi-[\w-]{40,}`,
  'rubygems_[0-9a-f]{48}',
  String.raw`dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9]{30,}`,
  'lin_api_[A-Za-z0-9]{30,}',
  'ntn_[A-Za-z0-9]{30,}',
  'PMAK-[0-9a-f-]{40,}',
  String.raw`sntry[su]_[\w=+/-]{30,}`,
  String.raw`glsa_\w{30,}`,
  'NRAK-[A-Z0-9]{27}',
  'AGE-SECRET-KEY-1[A-Z0-9]{50,}',
  // Signed tokens (JWT): head and payload both begin with `{"`.
  String.raw`(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)*`,
  String.raw`(?<=\\[bfnrt])eyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)*`,
]

/** The first characters of a key, where a text was cut off in it. */
const cutKey =
  '(?:sk-|gh[oprsu]_|github_pat_|glpat-|AKIA|AIza|xox[a-z]-|hf_|npm_|gsk_|eyJ)[\\w-]{5,200}(?=…|\\.\\.\\.)'

const shapes = new RegExp(`${start}(?:${prefixed.join('|')}|${cutKey})`, 'g')

/** `Bearer` and `Basic` are words too: what follows must look like no word. */
const schemes = new RegExp(
  String.raw`(${start}(?:[Bb]earer\s{1,5}(?=[\w.~+/=-]{0,400}\d|[\w.~+/=-]{40})|[Bb]asic\s{1,5}(?=[a-z0-9+/]{0,400}[A-Z])(?=[A-Za-z+/]{0,400}[0-9=])))[\w.~+/-]{10,}={0,2}`,
  'g',
)

/** A private key with its frame; where the end is missing, as far as its lines go. */
const body = String.raw`[A-Za-z0-9+/=\s:,.()\\]*(?:-[A-Za-z0-9+/=\s:,.()\\]+)*`
const head = '-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----'
const privateKey = new RegExp(
  `${head}(?:${body}-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?:(?:\\s|\\\\{1,7}[nr])*[A-Za-z0-9+/=]{16,})*)`,
  'g',
)

/** No key is shorter, unless it was cut off; few words are as long. */
const longRun = /\S{15}|…|\.\.\./

/** Takes out what has the form of a key: by the prefixes of those who issue them, signed tokens, private keys, `Bearer ...`. */
export function redactShapes(text: string): string {
  let plain = text
  if (longRun.test(text)) {
    if (text.includes('-----BEGIN')) plain = text.replace(privateKey, redactionMark)
    plain = plain.replace(shapes, redactionMark)
  }
  return plain.includes('earer') || plain.includes('asic')
    ? plain.replace(schemes, `$1${redactionMark}`)
    : plain
}
