import { describe, expect, test } from 'vitest'
import { apiError } from '../support/api-server.ts'
import { startWorld, withRules } from './support/tuning-world.ts'

const good = withRules(
  'invoice means money',
  'password means access',
  'parcel means goods',
  'crash means bug',
)

describe.each(['chat', 'responses'] as const)(
  '%s: a server that takes no tools beside structured output',
  (api) => {
    const bothAsked = ({ kind, body }: { kind: string; body: string }) =>
      kind === 'decision' && body.includes('"tools"')

    test('is asked for the decision without them', async () => {
      const world = await startWorld({
        api,
        decisions: [{ stop: 'never asked' }, { patch: {} }, { patch: { system: good } }],
        intercept: (request) =>
          bothAsked(request) ? apiError(400, 'Tools and response_format exclude each other.') : undefined,
      })
      const result = await world.tune()
      expect(result).toMatchObject({ best: 1, written: true })
      // Refused once in the dialogue, whose re-ask knows it.
      expect(world.of('decision').map(bothAsked)).toEqual([true, false, false])
    })

    test('that refuses the decision all the same is told by its first word', async () => {
      const world = await startWorld({
        api,
        intercept: (request) =>
          request.kind === 'decision'
            ? apiError(400, bothAsked(request) ? 'No structured output.' : 'Still none.')
            : undefined,
      })
      const { stop } = await world.tune()
      expect(stop).toMatchObject({ code: 'errors', reason: expect.stringContaining('No structured output.') })
      expect(world.of('decision')).toHaveLength(2)
    })
  },
)
