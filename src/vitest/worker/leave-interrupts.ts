import type { SuiteRunner } from './suite-runner.ts'

/** Ctrl-C reaches a forked worker too; the main process decides what it means, as long as the suite runs. */
export function leaveInterrupts({ afterAll }: Pick<SuiteRunner, 'afterAll'>): void {
  process.on('SIGINT', ignore)
  afterAll(() => void process.off('SIGINT', ignore))
}

function ignore(): void {}
