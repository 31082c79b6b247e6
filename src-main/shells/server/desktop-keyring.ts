// The desktop's keyring as its host asks it: by messages, each with a number that its answer carries, too.
import type { FromHost, ToHost } from './desktop-messages.ts'

export type DesktopKeyring = {
  seal(text: string): Promise<string | null>
  open(sealed: string): Promise<string | null>
  /** Every message that comes; others than its own are passed over. */
  hear(message: ToHost): void
}

export function desktopKeyring(tell: (message: FromHost) => void): DesktopKeyring {
  const waiting = new Map<number, (text: string | null) => void>()
  let count = 0

  const ask = (type: 'seal' | 'unseal', text: string): Promise<string | null> =>
    new Promise((resolve) => {
      const number = count++
      waiting.set(number, resolve)
      tell({ type, number, text })
    })

  return {
    seal: (text) => ask('seal', text),
    open: (sealed) => ask('unseal', sealed),
    hear(message) {
      if (message.type !== 'keyring') return
      waiting.get(message.number)?.(message.text)
      waiting.delete(message.number)
    },
  }
}
