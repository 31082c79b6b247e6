import { expect, test } from 'vitest'
import { progressLine } from '../../../src-main/files/progress-line.ts'

function stream(isTTY: boolean): { isTTY: boolean; write(text: string): boolean; readonly text: string } {
  let text = ''
  return {
    isTTY,
    write: (more: string) => ((text += more), true),
    get text() {
      return text
    },
  }
}

test('a terminal has one line, written over', () => {
  const out = stream(true)
  const line = progressLine({ stream: out })
  line.say('1 MB')
  line.say('2 MB')
  line.say('2 MB')
  line.end()
  expect(out.text).toBe('\r\u001b[K1 MB\r\u001b[K2 MB\n')
})

test('elsewhere a line comes every five seconds', () => {
  const out = stream(false)
  let ms = 0
  const line = progressLine({ stream: out, now: () => ms })
  for (; ms <= 11_000; ms += 500) line.say(`${ms / 500} MB`)
  line.end()
  expect(out.text).toBe('0 MB\n10 MB\n20 MB\n')
})
