import { expect, it } from 'vitest'
import { canEmbed } from '../../src/embedded/can-embed.ts'

it.each([
  ['gpt-4.1', true],
  ['gpt-5-mini', true],
  ['o3', true],
  ['o4-mini', true],
  ['chatgpt-4o-latest', true],
  ['text-embedding-3-large', true],
  ['embedded', true],
  ['gpt-4o-audio-preview', false],
  ['gpt-image-1', false],
  ['gpt-realtime', false],
  ['gpt-4o-transcribe', false],
  ['gpt-4o-mini-tts', false],
  ['llama3.1', false],
  ['claude-sonnet', false],
  ['o3x', false],
])('%s: %s', (name, can) => {
  expect(canEmbed(name)).toBe(can)
})
