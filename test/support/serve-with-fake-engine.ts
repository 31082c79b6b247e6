// Serves the app with pretend models and the fake engine: `node test/support/serve-with-fake-engine.ts [port]`.
// For work on the interface; the address printed holds the token.
import { mkdtempSync, writeFileSync, mkdirSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { createApp } from '../../src-main/app/create-app.ts'
import { createFakeEngine } from './fake-engine.ts'
import { pretendLibrary } from './pretend-library.ts'

const port = Number(process.argv[2] ?? 5199)
const dataFolder = process.argv[3] ?? mkdtempSync(join(tmpdir(), 'lamina-fake-'))
const modelsFolder = join(dataFolder, 'models')
mkdirSync(modelsFolder, { recursive: true })
const files = ['emoji-diffusion-128', 'big-painter-xl', 'wide-ema.vae', 'broken', 'ink.lora', 'wash.lora']
for (const name of files) {
  writeFileSync(join(modelsFolder, `${name}.safetensors`), name)
}
const built = join(import.meta.dirname, '../../out/renderer')
const token = 'fake'
const app = await createApp({
  dataFolder,
  staticFolder: existsSync(built) ? built : null,
  modelFolders: [modelsFolder],
  picturesFolder: join(dataFolder, 'pictures'),
  engine: createFakeEngine({ stepMs: Number(process.env.STEP_MS ?? 150) }),
  libraryWork: pretendLibrary,
  token,
  version: '0.1.0',
})
const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => {
  console.log(`http://127.0.0.1:${port}/?token=${token}`)
})
const stop = (): void => {
  server.close()
  void app.close().then(() => process.exit(0))
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
