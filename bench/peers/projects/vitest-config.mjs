import { defineConfig } from 'vitest/config'
import { concurrency } from './ask.mjs'

export default defineConfig({ test: { maxConcurrency: concurrency } })
