// The host as the desktop's child process: the app behind a Unix socket or named pipe, no TCP port.
import { rmSync } from 'node:fs'
import { once } from 'node:events'
import { createAdaptorServer } from '@hono/node-server'
import { reportError } from '../../base/errors.ts'
import type { Studio } from '../../app/studio.ts'
import type { Settings } from '../../contract/studio.ts'
import type { DesktopHostSettings, FromHost, ToHost } from './desktop-messages.ts'
import { desktopAsks } from './desktop-asks.ts'
import { watchProcess } from './last-resort.ts'
import { startApp } from './start-app.ts'

const { socket, token, origin, dataFolder, picturesFolder, staticFolder } = JSON.parse(
  process.env.LAMINA_HOST ?? '{}',
) as DesktopHostSettings

// Programs that are started from here need none of it, the token least of all.
delete process.env.LAMINA_HOST

// That the desktop is gone is heard below; the error of a message that found nobody would end this process first.
const tell = (message: FromHost): void => void process.send?.(message, () => undefined)

let close = (code: number): void => process.exit(code)
// The desktop starts another one.
watchProcess(() => close(1))

const desktop = desktopAsks(tell)
process.on('message', desktop.hear)

try {
  const app = await startApp({
    dataFolder,
    picturesFolder,
    staticFolder,
    token,
    allowedHosts: [new URL(origin).host],
    allowedOrigins: [origin],
    downloads: { keyring: desktop },
    trashItem: desktop.trashItem,
    onStartedAgain: (studio) => void tellLanguages(studio),
    // The desktop starts another host.
    onLost: () => close(1),
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  if (process.platform !== 'win32') rmSync(socket, { force: true })
  server.listen(socket)
  await once(server, 'listening')

  let closing = false
  close = (code) => {
    if (closing) return
    closing = true
    server.close()
    // Whatever keeps a part from closing, the process ends.
    app.close().then(
      () => process.exit(code),
      () => process.exit(code),
    )
  }
  process.on('message', (message: ToHost) => {
    if (message.type === 'close') close(0)
    else if (message.type === 'grant-folder') {
      const { folder } = message
      tell({ type: 'granted', folder, grant: app.studio.grants.grant(folder) })
    } else if (message.type !== 'answered') tell({ ...message, path: pathOf(message.type, message.id) })
  })
  // The window's process is gone.
  process.once('disconnect', () => close(0))
  process.once('SIGTERM', () => close(0))
  process.once('SIGINT', () => close(0))

  function pathOf(type: 'picture-path' | 'file-path', id: string): string | null {
    if (type === 'file-path') return app.studio.finder.one(id)?.path ?? null
    try {
      return app.studio.pictures.filePath(id)
    } catch {
      // No such picture: the main process shows nothing.
      return null
    }
  }
  async function tellLanguages({ settings, events }: Pick<Studio, 'settings' | 'events'>): Promise<void> {
    const changes = events.subscribe(undefined)
    const told = ({ language }: Settings): void => tell({ type: 'language', language })
    told(settings.get())
    for await (const { event } of changes) if (event.type === 'settings') told(event.settings)
  }
  tell({ type: 'ready' })
  void tellLanguages(app.studio)
} catch (error) {
  tell({ type: 'failed', error: reportError(error) })
  process.exitCode = 1
  if (process.connected) process.disconnect()
}
