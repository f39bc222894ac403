const number = /\p{N}+(?:[.,:/-]\p{N}+)*/gu
const address =
  /\b[a-z][a-z\d+.-]*:\/\/[^\s<>"')\]]*[^\s<>"')\].,;:!?]|[^\s<>()[\],;:]+@[^\s<>()[\],;:]+\.[\p{L}\d-]+/giu
/** Codes such as `A4-17`, `getUser`, `snake_case`, `NASA`, `@handle`. */
const code =
  /(?<![\p{L}\p{N}_])(?=[\p{L}\p{N}_-]*(?:\p{N}|_|\p{Ll}\p{Lu}))[\p{L}\p{N}_-]*\p{L}[\p{L}\p{N}_-]*|(?<!\p{L})\p{Lu}{2,}(?!\p{L})|[@#][\p{L}\p{N}_-]+/gu
/** A capital within a sentence. */
const name = /(?<=[\p{L}\p{N},;'’")][^\S\n]+)\p{Lu}[\p{L}\p{M}’'-]+/gu
const quoted = /`[^`\n]+`|"[^"\n]+"|“[^”]+”|«[^»]+»/gu
/** `I'm` and the like. */
const ownPronoun = /^I['’]/

/** Does a restatement keep what must be kept to the letter: numbers, addresses, codes, names, quotes? New numbers are none of it either. */
export function keepsFacts(original: string, restated: string): boolean {
  const kept = [address, code, name, quoted].flatMap((pattern) => original.match(pattern) ?? [])
  const numbers = sorted(original.match(number))
  return (
    kept.every((fact) => ownPronoun.test(fact) || restated.includes(fact)) &&
    JSON.stringify(numbers) === JSON.stringify(sorted(restated.match(number)))
  )
}

function sorted(found: readonly string[] | null): string[] {
  return [...new Set(found ?? [])].sort()
}
