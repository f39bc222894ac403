import type { Case } from '../../core/case.ts'
import { stratumOf } from '../../dataset/stratum.ts'
import type { LintRule } from '../lint-rule.ts'
import { rowPlaces } from '../row-places.ts'

const dominant = 0.9
/** With fewer rows shares say nothing. */
const leastRows = 20
/** More different values than this share of the rows are free answers, not labels. */
const labelShare = 0.5

/** Datasets in which one label is nearly all there is, or a label that a split lacks. */
export const oneSidedLabels: LintRule = ({ cases, stratify }) => {
  const labels = new Map<string, Case[]>()
  for (const item of cases) {
    if (item.expected === undefined) continue
    const label = stratumOf(item, stratify)
    const members = labels.get(label)
    if (members) members.push(item)
    else labels.set(label, [item])
  }
  const labelled = [...labels.values()].reduce((sum, { length }) => sum + length, 0)
  if (labelled < leastRows || labels.size > labelShare * labelled) return []
  const [largest] = [...labels].sort((a, b) => b[1].length - a[1].length)
  if (!largest) return []
  const [label, members] = largest
  const at = members[0]?.at
  const share = members.length / labelled
  return [
    ...(share >= dominant
      ? [
          {
            severity: 'warning' as const,
            message: `${Math.floor(share * 100)} % of the rows expect ${show(label)}: a prompt that always says so would pass`,
            ...(at ? { at } : {}),
          },
        ]
      : []),
    ...[...labels].flatMap(([name, rows]) => lackingSplit(name, rows, cases)),
  ]
}

/** A label of enough rows for every split that is only in some. */
function lackingSplit(label: string, rows: readonly Case[], cases: readonly Case[]) {
  const present = new Set(cases.flatMap(({ split }) => split ?? []))
  const lacking = [...present].filter((split) => !rows.some((row) => row.split === split)).sort()
  if (rows.length < 3 || lacking.length === 0) return []
  const at = rows[0]?.at
  return [
    {
      severity: 'warning' as const,
      message: `no row of ${lacking.join(' or ')} expects ${show(label)}; ${rows.length} others do: ${rowPlaces(rows)}`,
      ...(at ? { at } : {}),
    },
  ]
}

function show(label: string): string {
  return label.length > 40 ? `${label.slice(0, 37)}...` : `"${label}"`
}
