import { defineConfig } from 'evalite/config'

// Its table of every row would be printed besides: 60,000 lines for 10,000 rows.
export default defineConfig({ maxConcurrency: 50, hideTable: true })
