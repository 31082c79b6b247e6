// The table of shortcuts with the keys that a person chose instead.
import type { KeyChanges } from '../../../src-main/contract/studio.ts'
import { shortcuts, type Shortcut } from './shortcuts.ts'

/** What a change is remembered under. */
export function rowName({ place, command }: Pick<Shortcut, 'place' | 'command'>): string {
  return `${place}/${command}`
}

/** A changed row has one key, or none. */
export function changedShortcuts(changes: KeyChanges): readonly Shortcut[] {
  return shortcuts.map((row) => {
    const chord = changes[rowName(row)]
    return chord === undefined ? row : { ...row, keys: chord === null ? [] : [chord] }
  })
}

export type Refusal = 'moves-focus' | 'is-text' | 'is-plus'

/** Why a key cannot do this; null where it can. */
export function refusedChord(chord: string, { whileTyping }: Pick<Shortcut, 'whileTyping'>): Refusal | null {
  if (/(^|Shift\+)Tab$/.test(chord)) return 'moves-focus'
  // It would be read as a chord of more keys.
  if (chord.endsWith('+')) return 'is-plus'
  if (whileTyping === true && chord.length === 1) return 'is-text'
  return null
}

/** Who else has the key where both work. The two that share one from the start tell themselves apart. */
export function othersWith(chord: string, row: Shortcut, table: readonly Shortcut[]): readonly Shortcut[] {
  const shares = (other: Shortcut): boolean =>
    isFirstKey(chord, row) && isFirstKey(chord, other) && other.place === row.place
  return table.filter(
    (other) =>
      rowName(other) !== rowName(row) &&
      other.keys.includes(chord) &&
      (other.place === row.place || other.place === 'anywhere' || row.place === 'anywhere') &&
      !shares(other),
  )
}

function isFirstKey(chord: string, row: Shortcut): boolean {
  return shortcuts.some((first) => rowName(first) === rowName(row) && first.keys.includes(chord))
}
