import { hashText } from '../../../src/core/canonical-hash.ts'
import { openAnswerStore } from '../../../src/model/answers/answer-store.ts'

/** `store-writer.ts FOLDER NUMBER COUNT`: puts that many answers in, and tells after each how many there are; `endless`: until it is killed. */
const [folder = '', number, count] = process.argv.slice(2)
const store = openAnswerStore(folder, { maxBytes: 64_000_000 })
const most = count === 'endless' ? Number.POSITIVE_INFINITY : Number(count)
const putOne = (row: number) => {
  if (row >= most) return
  store.put(hashText(`${number}:${row}`), { text: `${number}:${row}`, pad: 'x'.repeat(row % 1_000) })
  process.send?.(row + 1, () => putOne(row + 1))
}
putOne(0)
