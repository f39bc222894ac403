/** JSON that cannot hold the closing line of the block it stands in: `<\/` reads as `</` again when it is parsed. */
export function embedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('</', '<\\/')
}
