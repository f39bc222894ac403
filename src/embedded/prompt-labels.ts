const described =
  /^\s*(?:[-*+•]|\d+[.)])\s+[`*"']*([\p{L}\p{N}][\p{L}\p{N}_/ -]{0,40}?)[`*"']*\s*(?::|\s[-–—]\s|$)/u
const mostWords = 4

/** The labels that a prompt lists itself: its bullet lines `- label: guide` (or `- label`), when there are at least two. */
export function promptLabels(prompt: string): string[] {
  const found = prompt.split('\n').flatMap((line) => {
    const label = described.exec(line)?.[1]?.trim()
    return label && label.split(/\s+/).length <= mostWords ? [label] : []
  })
  const labels = [...new Set(found)]
  return labels.length >= 2 ? labels : []
}
