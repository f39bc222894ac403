/** The words of an instruction in lower case, with numbers; list marks, emphasis and punctuation are left out. */
export function instructionWords(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/\{\{[^}]*\}\}|[\p{L}\p{M}]+(?:['’][\p{L}]+)?|\d+(?:[.,]\d+)*/gu) ?? []
  )
}
