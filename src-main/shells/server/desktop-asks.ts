// What the host asks of the desktop that has started it: by messages, each with a number that its answer carries, too.
import type { FromHost, ToHost } from './desktop-messages.ts'

export type DesktopAsks = {
  seal(text: string): Promise<string | null>
  open(sealed: string): Promise<string | null>
  /** Into the system's trash; whether it took the file or folder. */
  trashItem(path: string): Promise<boolean>
  /** Every message that comes; others than its own are passed over. */
  hear(message: ToHost): void
}

type Ask = Extract<FromHost, { number: number }>

export function desktopAsks(tell: (message: FromHost) => void): DesktopAsks {
  const waiting = new Map<number, (text: string | null) => void>()
  let count = 0

  const ask = (type: Ask['type'], text: string): Promise<string | null> =>
    new Promise((resolve) => {
      const number = count++
      waiting.set(number, resolve)
      tell({ type, number, text })
    })

  return {
    seal: (text) => ask('seal', text),
    open: (sealed) => ask('unseal', sealed),
    trashItem: async (path) => (await ask('trash-item', path)) !== null,
    hear(message) {
      if (message.type !== 'answered') return
      waiting.get(message.number)?.(message.text)
      waiting.delete(message.number)
    },
  }
}
