// `npm run setup:cuda`: fetches the runtime's CUDA libraries, which an installation leaves out.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { appRoot } from '../../app/app-root.ts'

const system = `${process.platform}-${process.arch}`
if (system === 'linux-x64') {
  const script = join(appRoot(), 'node_modules', 'onnxruntime-node', 'script', 'install.js')
  // Said to the runtime's own script, which .npmrc told to fetch nothing: what belongs to this system.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'true' }
  const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 'inherit', 'pipe'], env })
  if (status === 0) {
    process.stdout.write(
      'The CUDA libraries are in place. Lamina checks the device when it is next started.\n',
    )
  } else {
    process.stderr.write(
      'lamina: The CUDA libraries could not be fetched. They come from NuGet: check that it can be reached.\n',
    )
    process.exitCode = 1
  }
} else {
  process.stderr.write(`lamina: CUDA is used on Linux x64 only; this is ${system}.\n`)
  process.exitCode = 1
}
