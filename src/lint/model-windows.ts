/** Tokens that a model reads and writes in one call, by the beginning of its name; as their makers gave them in 2026. A model that is not here is not judged. */
const windows: readonly (readonly [string, number])[] = [
  ['gpt-5', 400_000],
  ['gpt-4.1', 1_047_576],
  ['gpt-4o', 128_000],
  ['chatgpt-4o', 128_000],
  ['gpt-4-turbo', 128_000],
  ['gpt-4-1106', 128_000],
  ['gpt-4-0125', 128_000],
  ['gpt-4-32k', 32_768],
  ['gpt-4', 8_192],
  ['gpt-3.5-turbo', 16_385],
  ['o1-mini', 128_000],
  ['o1-preview', 128_000],
  ['o1', 200_000],
  ['o3', 200_000],
  ['o4', 200_000],
]

/** The window of a model in tokens; `undefined` where it is not known. */
export function findWindow(model: string): number | undefined {
  const name = model.toLowerCase().replace(/^.*\//, '')
  return windows.find(([start]) => name === start || name.startsWith(`${start}-`))?.[1]
}
