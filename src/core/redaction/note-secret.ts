/** Is told each secret that was known by what stood beside it, such as its name: elsewhere it may stand alone. */
export type NoteSecret = (secret: string) => void
