import { readFileSync } from 'node:fs'
import type { Diagnosis } from '../../src/core/diagnosis.ts'
import { createRandom, type Random } from '../../src/core/random.ts'

/** A diagnosis whose true cause is known; one without a cause has nothing to do with any other. */
export interface LabelledDiagnosis extends Diagnosis {
  readonly cause: string | undefined
}

export type Suite = 'reports' | 'queries'

export interface LabelledOptions {
  readonly seed: number
  /**
   * What the suite is about: company reports (default), or database queries, whose causes share many words while the wordings of one
   * cause share few.
   */
  readonly suite?: Suite
  /** Diagnoses of the rarest and of the commonest cause; the others lie between in equal ratios. Default 3 and 90. */
  readonly sizes?: readonly [least: number, most: number]
  /** The share of unrelated diagnoses among all; there are 64 of them at most. Default 0. */
  readonly unrelated?: number
}

interface Wording {
  readonly label: string
  readonly definition: string
  readonly why: string
  readonly basis: string
}

const entities: Record<string, readonly string[]> = {
  company:
    `Arden Holdings|Brightwell|Castor Foods|Delmar Energy|Eastgate Bank|Fenwick Motors|Gallant Air|Harrow Textiles|Ilmen Pharma
    |Juno Software|Kestrel Mining|Lorne Retail|Marlow Insurance|Nordvik Shipping`.split(/\s*\|/),
  metric:
    `revenue|net income|operating cash flow|capital expenditure|gross profit|inventory|goodwill|depreciation|interest expense
    |deferred tax|research spending|dividends`.split(/\s*\|/),
  person:
    'Amira|Bastian|Chidi|Dolores|Emre|Freya|Gustavo|Hana|Ingrid|Jamal|Katarina|Liam|Mei|Nikos|Olga|Priya'.split(
      '|',
    ),
  place: 'Lisbon|Oslo|Nairobi|Kyoto|Quito|Tallinn|Hobart|Leeds|Bremen|Porto|Denver|Pune|Turin|Galway'.split(
    '|',
  ),
  table: 'customers|orders|products|payments|employees|stores|shipments'.split('|'),
  year: '2011|2013|2014|2016|2017|2018|2019|2020|2021|2022'.split('|'),
}

/** Thirteen causes of wrong answers about company reports, and twelve of wrong queries, each in eight wordings. */
const causesOf: Record<Suite, Map<string, Wording[]>> = {
  reports: readWordings('labelled-causes.txt'),
  queries: readWordings('labelled-query-causes.txt'),
}
/** Sixty-four failures that have nothing to do with each other or with either of the two. */
const unrelatedOnes = readWordings('unrelated-diagnoses.txt').get('') ?? []

/**
 * Diagnoses as a critic would give them: which cause is common and which is rare, wordings,
 * names, figures and the order are drawn by the seed.
 */
export function labelledDiagnoses({
  seed,
  suite = 'reports',
  sizes: [least, most] = [3, 90],
  unrelated = 0,
}: LabelledOptions): LabelledDiagnosis[] {
  const random = createRandom(seed)
  const causes = causesOf[suite]
  const made: LabelledDiagnosis[] = []
  const add = (cause: string | undefined, wording: Wording | undefined) => {
    if (wording) made.push({ ...fill(wording, random), caseId: `case-${made.length}`, ...judgement, cause })
  }
  random.shuffle([...causes]).forEach(([cause, wordings], rank) => {
    const count = Math.round(least * (most / least) ** (rank / (causes.size - 1)))
    const drawn = random.shuffle(wordings)
    for (let n = 0; n < count; n++) add(cause, drawn[n % drawn.length])
  })
  const strays = Math.round((unrelated * made.length) / (1 - unrelated))
  for (const wording of random.shuffle(unrelatedOnes).slice(0, strays)) add(undefined, wording)
  return random.shuffle(made)
}

const judgement = { impact: 1, confidence: 'unknown', source: 'critic' } as const

function fill(wording: Wording, random: Random): Wording {
  const named = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, slot: string) => {
      if (slot === 'number') return String(random.integer(12, 98_765))
      if (slot === 'small') return String(random.integer(1, 99))
      const names = entities[slot] ?? []
      return names[random.integer(0, names.length - 1)] ?? slot
    })
  return {
    label: named(wording.label),
    definition: named(wording.definition),
    why: named(wording.why),
    basis: named(wording.basis),
  }
}

/** Lines of `label | definition | why | basis`; a line `# name` begins a cause. */
function readWordings(file: string): Map<string, Wording[]> {
  const wordings = new Map<string, Wording[]>()
  let cause = ''
  for (const line of readFileSync(new URL(file, import.meta.url), 'utf8').split('\n')) {
    if (line.startsWith('# ')) cause = line.slice(2)
    const [label, definition, why, basis] = line.split(' | ')
    if (label === undefined || definition === undefined || why === undefined || basis === undefined) continue
    wordings.set(cause, [...(wordings.get(cause) ?? []), { label, definition, why, basis }])
  }
  return wordings
}
