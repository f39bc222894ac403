/** Characters that JSON may hold as they are but that a terminal or a line-based reader would act on. */
const unprintable = /[\x7f-\x9f\p{Bidi_Control}\p{Zl}\p{Zp}]/gu

/** JSON in which every character that is not to be printed is escaped. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
