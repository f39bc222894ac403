/** How a text report is laid out. */
export interface RenderOptions {
  /** Width of the terminal; no line is wider, except for a case id or a path that cannot be broken. */
  readonly columns: number
  /** Colour by ANSI codes, or plain text. */
  readonly color: boolean
}
