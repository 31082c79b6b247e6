import { expect, test } from 'vitest'
import { statusLine } from '../../../src-main/files/status-line.ts'

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
  const line = statusLine({ stream: out })
  line.show('1 MB')
  line.show('2 MB')
  line.show('2 MB')
  line.keep()
  expect(out.text).toBe('\r\u001b[2K1 MB\r\u001b[2K2 MB\n')
})

test('elsewhere a line comes every five seconds', () => {
  const out = stream(false)
  let ms = 0
  const line = statusLine({ stream: out, elsewhere: 'now and then', now: () => ms })
  for (; ms <= 11_000; ms += 500) line.show(`${ms / 500} MB`)
  line.keep()
  expect(out.text).toBe('0 MB\n10 MB\n20 MB\n')
})

test('elsewhere nothing is shown unless it is asked for; what is said stays', () => {
  const out = stream(false)
  const line = statusLine({ stream: out })
  line.show('1 MB')
  line.say('A notice.')
  line.clear()
  expect(out.text).toBe('A notice.\n')
})

test('what is said takes the place of what was shown', () => {
  const out = stream(true)
  const line = statusLine({ stream: out })
  line.show('1 MB')
  line.say('A notice.')
  line.show('1 MB')
  expect(out.text).toBe('\r\u001b[2K1 MB\r\u001b[2KA notice.\n\r\u001b[2K1 MB')
})
