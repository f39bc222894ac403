/**
 * Wording that speaks to the editor of a prompt and not to the model that will read it: talk about patches and revisions,
 * about the text before, about the evidence of a tuning. Words that plain tasks also use ("the original text", "test
 * set") are left out on purpose: a refusal costs a call, and five of them the tuning.
 */
const editorWording: readonly RegExp[] = [
  // Talk about an edit as an edit.
  /\bapply(?:ing)? (?:this|these|the following|the above) (?:patch|edit|diff|change|revision|update)(?:e?s)?\b/,
  /\bmerge (?:this|these|those)(?: \w+)? (?:patch|edit|change|revision|update|instruction)(?:e?s)?\b/,
  /\bmerge ?\/ ?override\b/,
  /\binsert (?:start|end)\b/,
  /\b(?:replace|rewrite|amend|remove|delete|modify|update|extend) the (?:current|existing|old|previous) (?:rule|prompt|instruction|section|guideline)s?\b/,
  /\btargeted (?:fix|edit|repair)(?:e?s)?\b/,
  /\[ ?(?:revised|updated|edited|unchanged)\b/,
  /\[ ?(?:existing|same|rest of(?: the)?) (?:instruction|prompt|rule|text|section|content)/,
  /\bthis (?:patch|revision) (?:add|address|fix|correct|change|repair|replace|tighten|aim)/,
  // Talk about the text before this one.
  /\bexisting (?:instruction|prompt|section) text\b/,
  /\bprompt ?program\b/,
  /\b(?:current|revised|updated|seed) prompt\b/,
  /\b(?:previous|prior|old|original|earlier|new) version of (?:the|this) prompt\b/,
  /\bkeep (?:all |everything )?(?:the )?(?:other|else|rest|remaining)\b[^.\n]{0,60}\bunchanged\b/,
  /\brest of the (?:prompt|instructions|section|text) (?:is |are |stays? |remains? )?(?:unchanged|as before|the same)\b/,
  // Talk about the evidence of the tuning.
  /\bobserved failures?\b/,
  /\b(?:diagnostic report|diagnosed failure|failure topic|failure cluster|diagnose_prompt)s?\b/,
  /\b(?:optimi[sz]ation|dev) (?:set|split|rows)\b/,
  /\b(?:fix|address|repair)(?:es|ing)? the (?:failing|failed) (?:case|example|row)s?\b/,
]

/** The editor-facing phrases of a text that the seed prompt did not hold, in lower case. */
export function findEditorWording(text: string, seed: string): string[] {
  const plain = flatten(text)
  const known = flatten(seed)
  return editorWording.flatMap((pattern) => {
    const found = pattern.exec(plain)?.[0]
    return found === undefined || known.includes(found) ? [] : [found]
  })
}

/** Lower case, single spaces, no marks of emphasis or quotation: none of them hides a phrase. */
function flatten(text: string): string {
  return text
    .toLowerCase()
    .replace(/[*`"'“”‘’]/g, '')
    .replace(/\s+/g, ' ')
}
