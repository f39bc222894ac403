import { promptVariables } from '../../prompt/prompt-variables.ts'
import { renderPrompt } from '../../prompt/render-prompt.ts'
import type { LintRule, LintSubject } from '../lint-rule.ts'
import { findWindow } from '../model-windows.ts'
import { rowPlaces } from '../row-places.ts'

/** Characters a token, roughly, in English prose. */
const charactersPerToken = 4
const near = 0.8

/** Rendered prompts that, with the answer's allowance, do not fit the model's window, by a rough count of tokens. */
export const contextWindow: LintRule = (subject) => {
  const { prompt, model = prompt.settings.model } = subject
  const window = model === undefined ? undefined : findWindow(model)
  if (window === undefined) return []
  const answer = prompt.settings.maxOutputTokens ?? 0
  const sizes = tokensOf(subject).map(({ item, tokens }) => ({ item, tokens: tokens + answer }))
  const over = sizes.filter(({ tokens }) => tokens > window)
  const [largest] = sizes.toSorted((a, b) => b.tokens - a.tokens)
  if (!largest || largest.tokens <= near * window) return []
  const at = largest.item.at ?? { file: prompt.path }
  const size = `about ${largest.tokens} of the ${window} tokens that ${model} reads`
  return over.length > 0
    ? [
        {
          severity: 'error',
          message: `too long for the model: ${size}: ${rowPlaces(over.map(({ item }) => item))}`,
          at,
        },
      ]
    : [{ severity: 'warning', message: `close to the model's limit: ${size}`, at }]
}

function tokensOf({ prompt, cases }: LintSubject) {
  const names = promptVariables(prompt).map(({ name }) => name)
  return cases
    .filter(({ input }) => names.every((name) => Object.hasOwn(input, name)))
    .map((item) => {
      const characters = renderPrompt(prompt, item.input).reduce(
        (sum, { content }) => sum + content.length,
        0,
      )
      return { item, tokens: Math.ceil(characters / charactersPerToken) }
    })
}
