import { expect, test } from 'vitest'
import { withPlace } from '../../src/core/thrown-place.ts'

const thrownBy = (act: () => unknown) => {
  try {
    return act()
  } catch (thrown) {
    return thrown
  }
}

test('the place is that of the own code, also where Node or a package threw', () => {
  expect(
    withPlace(
      'x',
      thrownBy(() => JSON.parse('{')),
    ),
  ).toMatch(/^x \(thrown-place\.test\.ts:\d+\)$/)
  const error = Object.assign(new Error('a (b)\n    at c.ts:1:1'), {
    stack:
      'Error: a (b)\n    at c.ts:1:1\n    at new URL (node:internal/url:1:2)\n    at ask (/app/node_modules/ai/index.js:3:4)\n    at async target (file:///my%20app/src/agent.ts:12:9)\n    at /app/x.ts:2:2',
  })
  expect(withPlace('no answer', error)).toBe('no answer (agent.ts:12)')
})

test('no place where none is known', () => {
  expect(withPlace('text', 'text')).toBe('text')
  expect(
    withPlace('x', Object.assign(new Error('x'), { stack: 'Error: x\n    at node:internal/a:1:1' })),
  ).toBe('x')
})
