export const reportErrors = {
  REPORT_FILE: ({ file, reason }: { file: string; reason: string }) => ({
    what: `a report cannot be written to ${file} (${reason}).`,
    fix: 'Name another file under `reports` in the options of promptRetune(), or make this one writable.',
  }),
}
