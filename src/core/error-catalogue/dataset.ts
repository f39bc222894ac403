export const datasetErrors = {}
