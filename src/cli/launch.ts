export async function launch(proc: NodeJS.Process): Promise<void> {
  console.log('launched', proc.argv, proc.version)
}
