/** Characters that JSON may hold as they are but that a terminal or a line-based reader would act on. */
const unprintable = /[\x7f-\x9f\p{Bidi_Control}\p{Zl}\p{Zp}]/gu

/** A GitHub runner takes this for a command wherever it stands in a log; in JSON only a string can hold it. */
const logCommand = /##\[/g

/** JSON in which every character that is not to be printed is escaped, and which prints no command. */
export function printableJson(value: unknown, indent?: number): string {
  return escapeUnprintable(JSON.stringify(value, null, indent))
}

/** The same in JSON that was written already. */
export function escapeUnprintable(json: string): string {
  return json
    .replace(logCommand, '##\\u005b')
    .replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
