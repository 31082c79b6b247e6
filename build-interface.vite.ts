// Builds the interface into the folder that it is told, and tells the process
// that started it how many files it has read.
import { join } from 'node:path'
import { build, type Plugin } from 'vite'

const outDir = process.argv[2] ?? ''
const tellEveryMs = 100

function counting(tell: (files: number) => void): Plugin {
  let files = 0
  let told = 0
  return {
    name: 'counting',
    moduleParsed() {
      files++
      if (performance.now() - told < tellEveryMs) return
      told = performance.now()
      tell(files)
    },
  }
}

await build({
  root: join(import.meta.dirname, 'src-renderer'),
  build: { outDir, emptyOutDir: true },
  plugins: [counting((files) => process.send?.(files))],
  logLevel: 'warn',
})
// The channel would keep this process.
if (process.connected) process.disconnect()
