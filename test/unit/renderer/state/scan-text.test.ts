// What is said of a look through the model folders: how many files, how far, how long, in both languages.
import { expect, test } from 'vitest'
import { en } from '../../../../src-renderer/messages/en.ts'
import { ja } from '../../../../src-renderer/messages/ja.ts'
import { scanShare, scanText } from '../../../../src-renderer/state/scan-text.ts'

const timeLeft = (seconds: number): string => `${seconds} s`

test('while files are counted there is no share yet', () => {
  const counting = { found: 1305, read: 0, toRead: 0, secondsLeft: null }
  expect(scanText(counting, en, timeLeft)).toBe('Looking through the folders · 1,305 files found')
  expect(scanShare(counting)).toBeNull()
})

test('then it is told how many of the new ones are read, and how long the others take', () => {
  const reading = { found: 1305, read: 120, toRead: 480, secondsLeft: 6 }
  expect(scanText(reading, en, timeLeft)).toBe('Looking through the folders · 120 of 480 read · 6 s left')
  expect(scanText(reading, ja, timeLeft)).toBe('フォルダーを確認中 · 480 件中 120 件読み込み済み · 残り 6 s')
  expect(scanShare(reading)).toBe(0.25)
})

test('nothing is said of the time before the first is read', () => {
  const begun = { found: 3, read: 0, toRead: 3, secondsLeft: null }
  expect(scanText(begun, en, timeLeft)).toBe('Looking through the folders · 0 of 3 read')
})
