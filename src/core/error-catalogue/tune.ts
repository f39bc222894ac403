export const tuneErrors = {}
