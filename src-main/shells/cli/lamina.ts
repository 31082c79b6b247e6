#!/usr/bin/env node
// The built command line's first line of work: a Node that is too old gets a sentence instead of a syntax error.
const needed = 24
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < needed) {
  process.stderr.write(`lamina: Node ${needed} or newer is needed; this is ${process.versions.node}.\n`)
  process.exitCode = 1
} else {
  await import('./main.ts')
}

export {}
