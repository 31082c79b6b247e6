// A key with its modifiers as text: `Ctrl+Shift+Z`, `Space`, `?`. Read off an event, written for a person. Pure.

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Command on a Mac is Ctrl here. Shift is part of a chord only where the key alone does not show it: not in `?`. */
export function chordOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string {
  const name = keyName(key, code)
  const ctrl = ctrlKey || metaKey
  const shiftShows = name.length === 1 && !/[A-Z]/.test(name)
  return [ctrl ? 'Ctrl' : '', altKey ? 'Alt' : '', shiftKey && !shiftShows ? 'Shift' : '', name]
    .filter(Boolean)
    .join('+')
}

/** On a keyboard of another alphabet a letter's place counts, as its shortcuts are written in ours. */
function keyName(key: string, code: string): string {
  if (key === ' ') return 'Space'
  if (key.length !== 1) return key
  const upper = key.toUpperCase()
  if (/[\x21-\x7e]/.test(upper)) return upper
  return /^Key([A-Z])$/.exec(code)?.[1] ?? upper
}

const drawn: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: '↵',
  Escape: 'Esc',
  Delete: 'Del',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
}
const onMac: Record<string, string> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧', Delete: '⌦' }

/** Its keys, one by one, as they are drawn. */
export function chordKeys(chord: string, isMac: boolean): string[] {
  // `Ctrl++` would read as a chord of three, so no shortcut is written that way.
  return chord.split('+').map((key) => (isMac ? onMac[key] : undefined) ?? drawn[key] ?? key)
}

export function chordText(chord: string, isMac: boolean): string {
  return chordKeys(chord, isMac).join(isMac ? '' : ' ')
}
