// `npm run setup:cuda`: fetches the runtime's CUDA libraries, which an installation leaves out.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { appRoot } from '../../app/app-root.ts'
import { note, print } from '../../files/terminal.ts'

const system = `${process.platform}-${process.arch}`
if (system === 'linux-x64') {
  const script = join(appRoot(), 'node_modules', 'onnxruntime-node', 'script', 'install.js')
  // Said to the runtime's own script, which .npmrc told to fetch nothing: what belongs to this system.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'true' }
  const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 'inherit', 'pipe'], env })
  if (status === 0) {
    print('The CUDA libraries are in place. Lamina checks the device when it is next started.')
  } else {
    note(
      'lamina: The CUDA libraries could not be fetched. They come from NuGet: check that it can be reached.',
    )
    process.exitCode = 1
  }
} else {
  note(`lamina: CUDA is used on Linux x64 only; this is ${system}.`)
  process.exitCode = 1
}
