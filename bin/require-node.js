// Imports nothing: older versions of Node have not all that the imports of the package name, and would say that in words of their own.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `prompt-retune: Node ${process.versions.node} is too old. Use Node 22.12 or newer; ${process.execPath} is what runs here.\n`,
  )
  process.exit(1)
}
