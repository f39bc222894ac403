/** A text of the guide, parted into what speaks for its label and what speaks against it. */
export interface Sides {
  readonly towards: readonly string[]
  readonly against: readonly string[]
}

const anywhere =
  /\b(?:not for|not about|not when|not if|but not|except(?: for)?|unless|excluding|never for|(?:do not|don't) use (?:it |this )?(?:for|when|if))\b/i
const atStart = /^\s*(?:not|never)\b/i
const clauseEnd = /[;.!?()\n]/

/**
 * Parts a label's text at its exclusions: "not for", "except", "unless" anywhere, and "not" where a clause begins ("Not:
 * refunds") or where the last member of a list does ("locked accounts, not refunds"). An exclusion holds to the clause's end.
 */
export function partExclusions(text: string): Sides {
  const towards: string[] = []
  const against: string[] = []
  for (const clause of text.split(clauseEnd)) {
    const lastComma = clause.lastIndexOf(',')
    const tail = lastComma > 0 && atStart.test(clause.slice(lastComma + 1)) ? lastComma : undefined
    const start = atStart.test(clause) ? 0 : (anywhere.exec(clause)?.index ?? tail)
    if (start === undefined) towards.push(clause)
    else {
      towards.push(clause.slice(0, start))
      against.push(clause.slice(start))
    }
  }
  return { towards, against }
}
