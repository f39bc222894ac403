#!/usr/bin/env node
import { keepCompiledCode } from '../dist/cli/keep-compiled-code.js'

keepCompiledCode(process.argv)
const { launch } = await import('../dist/cli/launch.js')
await launch(process)
