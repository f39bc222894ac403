import { expect, test } from 'vitest'
import { contentWords } from '../../../src/diagnosis/embeddings/words.ts'
import { tellingTerms } from '../../../src/diagnosis/topics/telling-terms.ts'

test('words of one group tell more than words of all', () => {
  const terms = tellingTerms([
    ['model misreads date', 'model swaps date and month'],
    ['model refuses request', 'model refuses harmless request'],
  ])
  expect(terms[0]?.[0]).toBe('date')
  expect(terms[1]?.slice(0, 2)).toEqual(['refuses', 'request'])
  expect(terms[0]?.indexOf('model')).toBeGreaterThan(0)
})

test('at most 12 terms, ties in the order of the alphabet, none for a group without words', () => {
  const letters = [...'zyxwvutsrqponm'].map((letter) => `${letter}${letter}`).join(' ')
  expect(tellingTerms([[letters], []])).toEqual([
    ['mm', 'nn', 'oo', 'pp', 'qq', 'rr', 'ss', 'tt', 'uu', 'vv', 'ww', 'xx'],
    [],
  ])
  expect(tellingTerms([])).toEqual([])
})

test('function words, numbers and single letters are no content', () => {
  expect(contentWords("It isn't the Überweisung of 42 x, don’t sign-in")).toEqual(['überweisung', 'sign-in'])
})
