// Keys that a person chose: who had them before is told, and what cannot be a key is refused.
import { describe, expect, test } from 'vitest'
import {
  changedShortcuts,
  othersWith,
  refusedChord,
  rowName,
} from '../../../../../src-renderer/state/keys/changed-keys.ts'
import { shortcuts, type Shortcut } from '../../../../../src-renderer/state/keys/shortcuts.ts'

const row = (name: string, table: readonly Shortcut[] = shortcuts): Shortcut =>
  table.find((one) => rowName(one) === name)!
const names = (rows: readonly Shortcut[]): string[] => rows.map(rowName)

test('each row has a name of its own', () => {
  expect(new Set(names(shortcuts)).size).toBe(shortcuts.length)
})

test('a changed row has its key alone, or none; what is not a row any more changes nothing', () => {
  const table = changedShortcuts({ 'create/addAdapter': 'Q', 'anywhere/redo': null, 'create/gone': 'X' })
  expect(row('create/addAdapter', table).keys).toEqual(['Q'])
  expect(row('anywhere/redo', table).keys).toEqual([])
  expect(table).toHaveLength(shortcuts.length)
  expect(changedShortcuts({})).toEqual(shortcuts)
})

describe('who else has a key', () => {
  test('in the same place, and anywhere', () => {
    expect(names(othersWith('C', row('create/addAdapter'), shortcuts))).toEqual(['create/compare'])
    expect(names(othersWith('H', row('create/addAdapter'), shortcuts))).toEqual(['anywhere/history'])
    expect(names(othersWith('Q', row('create/addAdapter'), shortcuts))).toEqual([])
    // What works anywhere meets every place.
    expect(names(othersWith('B', row('anywhere/history'), shortcuts))).toEqual(['library/blur'])
  })

  test('two that share one from the start may have it again', () => {
    const table = changedShortcuts({ 'create/favourite': 'J' })
    expect(othersWith('F', row('create/favourite', table), table)).toEqual([])
    expect(names(othersWith('F', row('create/addAdapter'), shortcuts))).toEqual([
      'create/keepFavouriteDraft',
      'create/favourite',
    ])
  })
})

test('what moves the focus, is text there, or reads as another chord cannot be chosen', () => {
  const typed = row('gallery/searchHelp')
  expect(['Tab', 'Shift+Tab', 'Ctrl+Tab'].map((chord) => refusedChord(chord, typed))).toEqual([
    'moves-focus',
    'moves-focus',
    null,
  ])
  expect(refusedChord('Q', typed)).toBe('is-text')
  expect(refusedChord('F2', typed)).toBeNull()
  expect(refusedChord('Ctrl++', row('create/addAdapter'))).toBe('is-plus')
  expect(refusedChord('Q', row('create/addAdapter'))).toBeNull()
})
