export const cliErrors = {}
