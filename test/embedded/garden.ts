/** Questions at a garden centre; nothing in the embedded model knows the subject. */
export const labels = ['watering', 'pests', 'pruning', 'soil'] as const

export const bareGuide = `You sort what visitors of a garden centre ask.

- watering: irrigation matters
- pests: entomology
- pruning: arboriculture
- soil: pedology`

export const fullGuide = `You sort what visitors of a garden centre ask.

- watering: how often to give water, wilting or drooping, dry or soggy roots, hose and sprinkler
- pests: insects that eat or suck on leaves: aphids, slugs, beetles, holes, webs, sticky leaves
- pruning: cutting back branches and hedges, shears, when and how far to trim, shaping trees
- soil: compost, fertiliser, clay or sandy ground, acidity, nutrients, repotting mixes`

export const rows: readonly (readonly [text: string, label: (typeof labels)[number]])[] = [
  ['My tomatoes are drooping every afternoon although the sprinkler ran.', 'watering'],
  ['How many times a week do cacti need a drink? The roots look soggy.', 'watering'],
  ['The hose is too short for the beds at the back.', 'watering'],
  ['We go on holiday, and the fern wilts after two days without us.', 'watering'],
  ['The ground stays so dry that my lettuce hangs its head.', 'watering'],
  ['There are tiny webs between the leaves of the orchid.', 'pests'],
  ['Something chews holes into my cabbage at night, slugs perhaps.', 'pests'],
  ['The rose buds are full of green aphids.', 'pests'],
  ['A shiny beetle sits on every lily, what is it?', 'pests'],
  ['The lemon tree has sticky leaves and ants run up and down.', 'pests'],
  ['When may I trim the beech hedge?', 'pruning'],
  ['Which shears for thick branches?', 'pruning'],
  ['How far should I cut back the lavender after it has flowered?', 'pruning'],
  ['I want to shape the yew like a ball.', 'pruning'],
  ['The apple tree has branches that cross each other.', 'pruning'],
  ['Is sandy earth any good for carrots?', 'soil'],
  ['What compost do blueberries want, with more acidity?', 'soil'],
  ['The leaves turn yellow, is it a lack of nutrients?', 'soil'],
  ['Our plot is heavy clay, how do I loosen it?', 'soil'],
  ['Which mix do you use for repotting palms?', 'soil'],
]
