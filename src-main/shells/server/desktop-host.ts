// The host as the desktop's child process: the app behind a Unix socket or named pipe, no TCP port.
import { rmSync } from 'node:fs'
import { once } from 'node:events'
import { createAdaptorServer } from '@hono/node-server'
import { reportError } from '../../base/errors.ts'
import type { DesktopHostSettings, FromHost, ToHost } from './desktop-messages.ts'
import { startApp } from './start-app.ts'

const { socket, token, origin, dataFolder, picturesFolder, staticFolder } = JSON.parse(
  process.env.LAMINA_HOST ?? '{}',
) as DesktopHostSettings

const tell = (message: FromHost): void => void process.send?.(message)

try {
  const app = await startApp({
    dataFolder,
    picturesFolder,
    staticFolder,
    token,
    allowedHosts: [new URL(origin).host],
    allowedOrigins: [origin],
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  if (process.platform !== 'win32') rmSync(socket, { force: true })
  server.listen(socket)
  await once(server, 'listening')

  const close = async (): Promise<void> => {
    server.close()
    await app.close()
    process.exit(0)
  }
  process.on('message', (message: ToHost) => {
    if (message.type === 'close') void close()
    else tell({ ...message, path: pathOf(message.id) })
  })
  // The window's process is gone.
  process.once('disconnect', () => void close())
  process.once('SIGTERM', () => void close())
  process.once('SIGINT', () => void close())

  function pathOf(id: string): string | null {
    try {
      return app.studio.pictures.filePath(id)
    } catch {
      // No such picture: the main process shows nothing.
      return null
    }
  }
  tell({ type: 'ready' })
} catch (error) {
  tell({ type: 'failed', error: reportError(error) })
  process.exitCode = 1
  if (process.connected) process.disconnect()
}
