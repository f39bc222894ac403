import { expect, test } from 'vitest'
import { renderMarkdown } from '../../src/report/render-markdown.ts'
import { sampleRun } from './sample-data.ts'

test('leads with the verdict', () => {
  expect(renderMarkdown(sampleRun).split('\n').slice(0, 2)).toEqual([
    '> [!CAUTION]',
    '> **1 of 2 prompt suites fails**: 3 cases could not be judged',
  ])
})
