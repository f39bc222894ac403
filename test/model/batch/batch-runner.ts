import { askInBatches, texts } from './batch-run.ts'

/** A process that asks in batches, to be killed: it never comes to make use of the answers. */
const [baseURL = '', root = ''] = process.argv.slice(2)
await askInBatches(texts(6), { baseURL, root, unsettled: true })
