#!/usr/bin/env node
import { keepCompiledCode } from '../dist/cli/keep-compiled-code.js'

keepCompiledCode(process.argv)
const { runCommand } = await import('../dist/cli/run-command.js')
await runCommand(process)
