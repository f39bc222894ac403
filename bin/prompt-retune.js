#!/usr/bin/env node
import './require-node.js'

const { keepCompiledCode } = await import('../dist/cli/keep-compiled-code.js')
keepCompiledCode(process.argv)
const { runCommand } = await import('../dist/cli/run-command.js')
await runCommand(process)
