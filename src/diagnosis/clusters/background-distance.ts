import { cosineDistance, type UnitVector } from './vector.ts'

/**
 * Diagnoses of different causes at one task, as those of a suite are. Embedders differ in how far apart they put such texts (cosine
 * distances from 0.2 to 1): embedded along, these show what "another cause" means to the one at hand.
 */
export const unrelatedTexts: readonly string[] = [
  'Skips a step. When a recipe has many steps the model leaves one of them out. The answer on the soup never says to let the stock simmer.',
  'Takes amount of wrong ingredient. The quantity of one ingredient is given for another one. The cake got the sugar that the recipe has for the icing.',
  'Ignores allergy notice. Warnings on allergens do not reach the answer. The note on nuts below the salad was not passed on.',
  'Wordy answer to short question. The model tells a story where a short list is asked for. Three paragraphs on bread come before its ingredients.',
  'Invents a dish. A dish is recommended that stands in none of the recipes. No recipe has the saffron pudding of the answer.',
  'Misreads oven temperature. Degrees Fahrenheit are taken for degrees Celsius. The roast was put in at 350 degrees Celsius.',
  'Does not scale servings. Quantities stay as they are when more guests are expected. Dinner for eight came with the amounts for four.',
  'Refuses harmless request. A question about cooking is turned down as dangerous. The model would not say how to flambé a dessert.',
]

/** The mean cosine distance of such texts, kept to what an embedder can sensibly have. */
export function backgroundDistance(unrelated: readonly UnitVector[]): number {
  const distances = unrelated.flatMap((a, row) => unrelated.slice(0, row).map((b) => cosineDistance(a, b)))
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length)
  return Math.min(1, Math.max(0.1, mean))
}
