// The table itself: no key does two things where it works, and everything has words.
import { describe, expect, test } from 'vitest'
import { en } from '../../../../../src-renderer/messages/en.ts'
import { ja } from '../../../../../src-renderer/messages/ja.ts'
import { commandNames, commands, type Command } from '../../../../../src-renderer/state/keys/commands.ts'
import { controlKeys, shortcuts } from '../../../../../src-renderer/state/keys/shortcuts.ts'

describe('every key', () => {
  /** Only where one of two always says that it has nothing to do. */
  const shared = ['F']

  test('does one thing in a place', () => {
    const seen = new Map<string, string>()
    for (const { place, keys, command } of shortcuts) {
      for (const key of keys) {
        if (!shared.includes(key)) expect(seen.get(`${place} ${key}`), `${place} ${key}`).toBeUndefined()
        expect(seen.has(`anywhere ${key}`), key).toBe(false)
        seen.set(`${place} ${key}`, command)
      }
    }
  })

  test('of one letter is free while something is typed', () => {
    for (const { keys, whileTyping } of shortcuts) {
      if (whileTyping) expect(keys.every((key) => key.length > 1)).toBe(true)
    }
  })

  test('that two commands share is told apart by what there is to do', () => {
    for (const key of shared) {
      const rows = shortcuts.filter(({ keys, place }) => place === 'create' && keys.includes(key))
      const first: Command = commands[rows[0]!.command]
      expect(first.when).toBeDefined()
    }
  })
})

test.each([
  ['English', en.keys],
  ['Japanese', ja.keys],
])('%s has words for each command and each key of a control', (_, words) => {
  expect(Object.keys(words.commands).toSorted()).toEqual([...commandNames].toSorted())
  for (const { control } of controlKeys) expect(words.controls[control]).toMatch(/\S/)
})
