import { describe, expect, test } from 'vitest'
import { placeLink, placeUrl, repositoryPath } from '../../src/report/place-link.ts'

const sha = '0123456789abcdef0123456789abcdef01234567'
const place = { repository: 'acme/desk', sha }

describe('placeUrl', () => {
  test.each([
    ['tickets.jsonl', {}, 'tickets.jsonl#L12'],
    ['tickets.jsonl', { folder: 'packages/triage/' }, 'packages/triage/tickets.jsonl#L12'],
    ['../shared/tickets.jsonl', { folder: 'packages/triage' }, 'packages/shared/tickets.jsonl#L12'],
    ['data\\my tickets.csv', {}, 'data/my%20tickets.csv?plain=1#L12'],
    ["a)b(c'!*~#?%.md", {}, 'a%29b%28c%27%21%2A%7E%23%3F%25.md?plain=1#L12'],
    ['\ud800.jsonl', {}, '%EF%BF%BD.jsonl#L12'],
  ])('%s in %o', (file, more, end) => {
    expect(placeUrl({ file, line: 12 }, { ...place, ...more })).toBe(
      `https://github.com/acme/desk/blob/${sha}/${end}`,
    )
  })

  test('another server', () => {
    const serverUrl = 'https://github.example:8443/'
    expect(placeUrl({ file: 'a.jsonl', line: 1 }, { ...place, serverUrl })).toBe(
      `https://github.example:8443/acme/desk/blob/${sha}/a.jsonl#L1`,
    )
  })

  test.each([
    [{ repository: undefined }],
    [{ sha: undefined }],
    [{ repository: 'acme/desk/../evil' }],
    [{ repository: 'acme' }],
    [{ sha: 'main' }],
    [{ sha: `${sha}/../x` }],
    [{ serverUrl: 'javascript:alert(1)' }],
    [{ serverUrl: 'https://github.com/evil)(' }],
  ])('no address with %o', (wrong) => {
    expect(placeUrl({ file: 'a.jsonl', line: 1 }, { ...place, ...wrong })).toBeUndefined()
  })
})

test.each(['/etc/passwd', 'C:\\x', '../up', 'a/../../up', '', '.'])(
  'no path in the repository: %j',
  (file) => {
    expect(repositoryPath(file)).toBeUndefined()
    expect(placeLink({ file, line: 3 }, place)).not.toContain('](')
  },
)
