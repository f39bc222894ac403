/** Words at the start of an item by which it says where it stands. */
const atStart =
  /^\W*(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|next|then|finally|lastly|last|after|afterwards?|before|otherwise|else|again|also|(?:step|part|no\.?) ?\d|\d+[.):])(?![\p{L}\p{N}])/iu
/** Words by which an item points to another one. */
const pointing =
  /\b(?:above|below|previous(?:ly)?|preceding|aforementioned|former|latter|otherwise|the (?:next|last|first|following) (?:one|step|point|rule|item))\b/i
/** Words by which a text says that what comes below it has an order. */
const inIntroduction =
  /\b(?:steps?|in (?:this|the following|that) order|in order|ordered|order of|priorit(?:y|ies|i[sz]ed)|procedure|sequence|first match|first that|rank(?:ed|ing)?|top to bottom|most (?:important|specific|likely|common)|chronological(?:ly)?|timeline|workflow|recipe|process|conversation|dialogu?e|transcript|history)\b/i

/** Does a block have an order, by its own words or by those above it? In doubt it has. */
export function tellsOrder(items: readonly string[], introduction: string): boolean {
  return inIntroduction.test(introduction) || items.some((item) => atStart.test(item) || pointing.test(item))
}
