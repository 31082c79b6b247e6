// A host as a process of its own that reads real files: `node library-host.ts
// DATA_FOLDER MODEL_FOLDER`. Tells its address.
import { serve } from '@hono/node-server'
import { createApp } from '../../src-main/app/create-app.ts'
import { createFakeEngine } from './fake-engine.ts'

const [dataFolder = '', modelFolder = ''] = process.argv.slice(2)
const app = await createApp({
  dataFolder,
  staticFolder: null,
  modelFolders: [modelFolder],
  engine: createFakeEngine({ stepMs: 20 }),
  token: 'token-of-the-test',
})
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.send?.({ address: `http://127.0.0.1:${port}` })
})
process.once('SIGTERM', () => {
  if ('closeAllConnections' in server) server.closeAllConnections()
  server.close()
  void app.close().then(() => process.exit(0))
})
