import { hashText } from './canonical-hash.ts'

/** A name for a suite's files: letters and digits of the name and, where that says too little, some of its hash. */
export function suiteSlug(suite: string): string {
  const slug = suite
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  const plain = suite.toLowerCase().replaceAll(' ', '-')
  return slug === plain ? slug : [slug, hashText(suite).slice(0, 8)].filter(Boolean).join('-')
}
