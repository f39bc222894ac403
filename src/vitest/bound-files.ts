/**
 * The files that import Vitest: suites must share the one that runs them, also where a workspace holds two, so that Vitest has to
 * transform them. No others, since each one costs start-up time.
 */
export const boundFiles =
  /\/prompt-retune\/dist\/(?:index|vitest\/(?:prompt-suite|take-part|register-[a-z]+))\.js$/
