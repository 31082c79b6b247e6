// What no page may do here: leave, open windows, embed pages, use devices.
import type { App, Session } from 'electron'

// Copying text, after a click; everything else a page could ask for is refused.
const allowed = new Set(['clipboard-sanitized-write'])

export function restrictPages(app: App, origin: string): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => {
      if (!isOwn(event.url, origin)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => {
      if (!isOwn(event.url, origin)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

export function restrictPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed.has(permission)))
  session.setPermissionCheckHandler((_contents, permission) => allowed.has(permission))
  session.setDevicePermissionHandler(() => false)
}

export function isOwn(url: string, origin: string): boolean {
  return url === origin || url.startsWith(`${origin}/`)
}
