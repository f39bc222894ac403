/** Does a test file hold prompt suites, by its name? */
export function isPromptTest(file: string): boolean {
  return /\.prompt\.test\.[cm]?[jt]sx?$/.test(file.split('?')[0] ?? '')
}
