import { spawn } from 'node:child_process'

/**
 * Opens a file in the user's editor, `$VISUAL` or `$EDITOR` (with arguments, as `code --wait`), and waits until it is closed.
 *
 * @returns why that did not work, if it did not
 */
export function openEditor(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const windows = process.platform === 'win32'
  const editor = env.VISUAL?.trim() || env.EDITOR?.trim() || (windows ? 'notepad' : 'vi')
  // The shell reads the user's own setting; the file is an argument and never part of the command.
  const child = windows
    ? spawn(`${editor} "${file}"`, { stdio: 'inherit', shell: true })
    : spawn('/bin/sh', ['-c', `${editor} "$@"`, editor, file], { stdio: 'inherit' })
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(`${editor} could not be started: ${error.message}`))
    child.on('close', (code, signal) =>
      resolve(code === 0 ? undefined : `${editor} ended with ${signal ?? `exit code ${code}`}`),
    )
  })
}
