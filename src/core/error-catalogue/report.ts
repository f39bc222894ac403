export const reportErrors = {
  REPORT_STATE: ({ file, reason }: { file: string; reason: string }) => ({
    what: `${file} cannot be written (${reason}).`,
    fix: 'Make the folder writable: reruns, topics and comments go by this file.',
  }),
  REPORT_FILE: ({ file, reason }: { file: string; reason: string }) => ({
    what: `a report cannot be written to ${file} (${reason}).`,
    fix: 'Name another file under `reports` in the options of promptRetune(), or make this one writable.',
  }),
}
