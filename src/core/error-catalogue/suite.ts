export const suiteErrors = {}
