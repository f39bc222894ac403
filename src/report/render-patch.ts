import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

/** A prompt's two versions as a unified diff with file headers, for an editor: texts as they are, nothing escaped. */
export function renderPatch(file: string, before: string, after: string): string {
  return createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
  })
}
