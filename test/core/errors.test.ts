import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { messageOf } from '../../src/core/errors.ts'

describe('messageOf', () => {
  test('gives the message of an error and the text of anything else', () => {
    expect(messageOf(new TypeError('no'))).toBe('no')
    expect(messageOf('plain')).toBe('plain')
    expect(messageOf(undefined)).toBe('undefined')
  })

  test('gives text for what has none', () => {
    expect(messageOf({ toString: [] })).toBe('a value of type object that cannot be shown')
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true }),
        (thrown) => typeof messageOf(thrown) === 'string',
      ),
    )
  })
})
