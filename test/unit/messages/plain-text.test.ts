import { describe, expect, test } from 'vitest'
import { oneLine, printable, quotable } from '../../../src-main/messages/plain-text.ts'

const esc = '\u001b'

describe('text of strangers', () => {
  test.each([
    ['a colour', `${esc}[1;31mred${esc}[m ink`, 'red ink'],
    ['a colour in one byte', '\u009b31mred', 'red'],
    ['a title', `weird ${esc}]0;PWNED\u0007 name`, 'weird ]0;PWNED name'],
    ['the clipboard', `${esc}]52;c;cm0gLXJm${esc}\\.`, ']52;c;cm0gLXJm\\.'],
    ['a bell, a backspace, a null', 'a\u0007b\u0008c\u0000d', 'abcd'],
    ['a carriage return that hides what stood before', 'good\rbad', 'good\nbad'],
    ['marks that turn the direction', 'a\u202egnp.exe\u202c\u2066b\u2069\u200f', 'agnp.exeb'],
    ['lines and tabs', 'a\n\tb', 'a\n\tb'],
    ['Japanese, emoji with a joiner', '画風 👩‍🎨', '画風 👩‍🎨'],
  ])('%s', (_, text, plain) => expect(printable(text)).toBe(plain))

  test('one line holds no line of its own', () => {
    expect(oneLine('good\nlamina: forged\r\n\tthird')).toBe('good lamina: forged third')
  })

  test('a quoted name ends somewhere', () => {
    expect(quotable('x'.repeat(10_000))).toHaveLength(200)
    expect(quotable('short')).toBe('short')
  })
})
