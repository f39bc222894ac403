/** The part of a process that tells whether somebody sits before it. */
export interface Surroundings {
  readonly stdin: { readonly isTTY?: boolean }
  readonly stdout: { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Variables that the usual CI systems set; not every one of them sets `CI`. */
const ciVariables = [
  'CI',
  'CONTINUOUS_INTEGRATION',
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'BUILDKITE',
  'JENKINS_URL',
  'TEAMCITY_VERSION',
  'TF_BUILD',
]

/** Is there a terminal on both sides, and a person rather than a CI system at it? */
export function isInteractive({ stdin, stdout, env }: Surroundings): boolean {
  const ci = ciVariables.some((name) => !['', '0', 'false'].includes(env[name]?.toLowerCase() ?? ''))
  return stdin.isTTY === true && stdout.isTTY === true && !ci
}
