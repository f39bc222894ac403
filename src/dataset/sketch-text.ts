const gram = 5
const most = 500

/** The set of a text's character 5-grams as sorted hashes, or its smallest 500 hashes: a fair sample of a long text. */
export interface Sketch {
  readonly hashes: Uint32Array
  /** False for a sample. */
  readonly complete: boolean
}

export function sketchText(text: string): Sketch {
  const count = Math.max(1, text.length - gram + 1)
  const all = new Uint32Array(count)
  for (let start = 0; start < count; start++) all[start] = hashGram(text, start)
  all.sort()
  let distinct = 0
  let last = -1
  for (const hash of all) {
    if (hash !== last) all[distinct++] = hash
    last = hash
  }
  return { hashes: all.slice(0, Math.min(distinct, most)), complete: distinct <= most }
}

/** FNV-1a over the 5 UTF-16 units (fewer in a shorter text), then the finalizer of MurmurHash3. */
function hashGram(text: string, start: number): number {
  let hash = 0x811c9dc5
  const end = Math.min(start + gram, text.length)
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/**
 * The Jaccard similarity of two sets where it is at least 0.9, else 0; of samples, as far as both are known. It gives up
 * at the first difference too many: shared / (shared + different) >= 0.9 means 9 * different <= shared.
 */
export function highSimilarity(a: Sketch, b: Sketch): number {
  const sharedAtMost = Math.min(a.hashes.length, b.hashes.length)
  let shared = 0
  let different = 0
  let i = 0
  let j = 0
  while (different * 9 <= sharedAtMost) {
    const left = a.hashes[i]
    const right = b.hashes[j]
    const known = (left !== undefined || a.complete) && (right !== undefined || b.complete)
    if (!known || (left === undefined && right === undefined)) {
      return different * 9 <= shared ? shared / (shared + different) : 0
    }
    if (left === right) shared++
    else different++
    if (right === undefined || (left !== undefined && left <= right)) i++
    if (left === undefined || (right !== undefined && right <= left)) j++
  }
  return 0
}
