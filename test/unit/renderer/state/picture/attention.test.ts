import { describe, expect, test } from 'vitest'
import { changeAttention } from '../../../../../src-renderer/state/picture/attention.ts'

/** `[` and `]` mark the selection, `|` the caret. */
function change(marked: string, direction: 1 | -1): string {
  const caret = marked.indexOf('|')
  const text = marked.replace(/[[\]|]/g, '')
  const start = caret === -1 ? marked.indexOf('[') : caret
  const end = caret === -1 ? marked.indexOf(']') - 1 : caret
  const edit = changeAttention(text, start, end, direction)
  return edit.start === edit.end
    ? `${edit.text.slice(0, edit.start)}|${edit.text.slice(edit.start)}`
    : `${edit.text.slice(0, edit.start)}[${edit.text.slice(edit.start, edit.end)}]${edit.text.slice(edit.end)}`
}

describe('more', () => {
  test.each([
    ['red app|le', 'red ([apple]:1.1)'],
    ['red [apple]', 'red ([apple]:1.1)'],
    ['a [red apple] here', 'a ([red apple]:1.1) here'],
    ['a[ red apple ]here', 'a ([red apple]:1.1) here'],
    ['red ([apple]:1.1)', 'red ([apple]:1.2)'],
    ['red (ap|ple:1.1)', 'red ([apple]:1.2)'],
    ['(big red ap|ple:1.3)', '([big red apple]:1.4)'],
    ['(([inner]:1.2) outer:1.5)', '(([inner]:1.3) outer:1.5)'],
    ['cat, do|g', 'cat, ([dog]:1.1)'],
    ['red (app|le:0.9)', 'red [apple]'],
  ])('%s becomes %s', (before, after) => expect(change(before, 1)).toBe(after))
})

describe('less', () => {
  test.each([
    ['red ([apple]:1.1)', 'red [apple]'],
    ['red app|le', 'red ([apple]:0.9)'],
    ['(a|b:0.1)', '([ab]:0)'],
    ['(a|b:0)', '([ab]:-0.1)'],
  ])('%s becomes %s', (before, after) => expect(change(before, -1)).toBe(after))
})

test('ten times up and ten times down is the text as it was', () => {
  let edit = { text: 'red apple, blue sky', start: 4, end: 9 }
  const before = edit
  for (let n = 0; n < 10; n++) edit = changeAttention(edit.text, edit.start, edit.end, 1)
  expect(edit.text).toBe('red (apple:2), blue sky')
  for (let n = 0; n < 10; n++) edit = changeAttention(edit.text, edit.start, edit.end, -1)
  expect(edit).toEqual(before)
})

test.each(['', '   ', ', ,'])('%j has no word to change', (text) => {
  expect(changeAttention(text, 0, 0, 1)).toEqual({ text, start: 0, end: 0 })
})

test('an escaped bracket is text', () => {
  expect(change('smile \\(ap|ple\\)', 1)).toContain('(')
  expect(changeAttention('a \\(b:1.2\\) c', 5, 5, 1).text).not.toBe('a \\(b:1.3\\) c')
})
