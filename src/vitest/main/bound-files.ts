/**
 * The files that Vitest has to transform: suites must share the Vitest that runs them, also where a workspace holds two. No
 * others, since each one costs start-up time.
 */
export const boundFiles = /\/prompt-retune\/dist\/(?:index|vitest\/worker\/prompt-suite)\.js$/
