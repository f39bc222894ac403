#!/usr/bin/env node
import './require-node.js'

const { keepCompiledCode } = await import('../dist/cli/keep-compiled-code.js')
keepCompiledCode(process.argv)
const { launch } = await import('../dist/cli/launch.js')
await launch(process)
