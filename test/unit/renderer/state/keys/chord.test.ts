import { describe, expect, test } from 'vitest'
import { chordKeys, chordOf, chordText, type KeyPress } from '../../../../../src-renderer/state/keys/chord.ts'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

describe('a key press as a chord', () => {
  test.each([
    [press('a'), 'A'],
    [press('A', { shiftKey: true }), 'Shift+A'],
    [press(' '), 'Space'],
    [press('?', { shiftKey: true }), '?'],
    [press('1', { ctrlKey: true }), 'Ctrl+1'],
    [press('z', { ctrlKey: true }), 'Ctrl+Z'],
    [press('Z', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+Z'],
    [press('z', { metaKey: true }), 'Ctrl+Z'],
    [press('ArrowUp', { altKey: true }), 'Alt+ArrowUp'],
    [press('Enter', { ctrlKey: true }), 'Ctrl+Enter'],
    // AltGr writes a letter on some keyboards; no shortcut is called so.
    [press('@', { ctrlKey: true, altKey: true, code: 'KeyQ' }), 'Ctrl+Alt+@'],
    // A Cyrillic and a Greek keyboard: the place of the key.
    [press('к', { code: 'KeyR' }), 'R'],
    [press('ζ', { ctrlKey: true, code: 'KeyZ' }), 'Ctrl+Z'],
  ])('%j is %s', (event, chord) => expect(chordOf(event)).toBe(chord))
})

test('keys are drawn as the system writes them', () => {
  expect(chordText('Ctrl+Enter', false)).toBe('Ctrl ↵')
  expect(chordText('Ctrl+Shift+Z', true)).toBe('⌘⇧Z')
  expect(chordKeys('Alt+ArrowUp', false)).toEqual(['Alt', '↑'])
  expect(chordText('?', false)).toBe('?')
})
