// What is typed into a search becomes words and chips, and both together one query.
import { expect, test } from 'vitest'
import { QueryBox, textOf } from '../../../../src-renderer/state/query-box.svelte.ts'
import { parseQuery } from '../../../../src-main/query/parse.ts'

function open(values: { field: string; value: string; count: number }[] = []) {
  let changes = 0
  const box = new QueryBox(
    'library',
    () => changes++,
    () => values,
  )
  const type = (text: string): void => box.type(text, text.length)
  const chips = (): string[] => box.chips.map(textOf)
  return { box, type, chips, changes: () => changes }
}
const filter = (field: string, value: string, isNot = false) => ({
  leaf: { is: 'filter' as const, field, value },
  isNot,
})

test('a filter becomes a chip when a blank follows it, or when the field is left', () => {
  const { box, type, chips } = open()
  type('ink kind:lokr')
  expect([box.words, chips(), box.text]).toEqual(['ink kind:lokr', [], 'ink kind:lokr'])
  type('ink kind:lokr ')
  expect([box.words, chips(), box.text]).toEqual(['ink', ['kind:lokr'], 'ink kind:lokr'])
  type('ink wash -tag:nsfw')
  box.done()
  expect([box.words, chips()]).toEqual(['ink wash', ['kind:lokr', '-tag:nsfw']])
})

test('a filter that only a part of the query has to fulfil stays where it is typed', () => {
  const { box, type, chips } = open()
  type('kind:lokr OR ink ')
  box.done()
  expect([box.words.trim(), chips()]).toEqual(['kind:lokr OR ink', []])
  box.toggle(filter('base', 'sdxl'))
  const { query } = parseQuery(box.text, 'library')
  expect(query).toEqual(parseQuery('(kind:lokr OR ink) base:sdxl', 'library').query)
})

test('chips are put in, turned into their opposite, chosen one of a field, typed again and taken out', () => {
  const { box, chips, changes } = open()
  box.toggle(filter('tag', 'ink'))
  box.toggle(filter('tag', 'nsfw', true))
  expect(chips()).toEqual(['tag:ink', '-tag:nsfw'])
  box.toggle(filter('tag', 'nsfw'))
  expect(chips()).toEqual(['tag:ink', 'tag:nsfw'])
  box.choose(filter('line', 'pony'))
  box.choose(filter('line', 'illustrious'))
  expect(chips()).toEqual(['tag:ink', 'tag:nsfw', 'line:illustrious'])
  box.back()
  expect([box.words, chips()]).toEqual(['line:illustrious', ['tag:ink', 'tag:nsfw']])
  box.remove(box.chips[0]!)
  box.clearWords()
  expect([box.text, changes()]).toEqual(['tag:nsfw', 8])
  box.set('')
  expect(box.isEmpty).toBe(true)
})

test('what is not understood is named; a filter that is being typed is not', () => {
  const { box, type } = open()
  type('colour:red ink')
  expect(box.problems.map(({ code }) => code)).toEqual(['query/unknown-field'])
  type('ink kind:')
  expect(box.problems).toEqual([])
  type('kind: ink')
  expect(box.problems.map(({ code }) => code)).toEqual(['query/no-value'])
})

test('fields and values are completed, those that are here first', () => {
  const { box, type } = open([{ field: 'tag', value: 'ink wash', count: 12 }])
  type('sketch -ta')
  expect(box.completions.map(({ text }) => text)).toEqual(['-tag:'])
  box.complete(box.completions[0]!)
  expect(box.words).toBe('sketch -tag:')
  expect(box.completions).toEqual([{ text: '-tag:"ink wash"', what: { count: 12 }, isOpen: false }])
  box.complete(box.completions[0]!)
  expect([box.words.trim(), box.chips.map(textOf)]).toEqual(['sketch', ['-tag:"ink wash"']])
  type('fit')
  expect(box.completions.map(({ text, isOpen }) => [text, isOpen])).toEqual([['fits', false]])
})

test('what has another name is asked for by that one, typed or as a chip', () => {
  const { box, type, chips, changes } = open()
  type('wash OR -in:"my inks"')
  box.toggle(filter('in', 'My Inks', true))
  const before = changes()
  box.follow({ field: 'in', before: 'my inks', after: 'Wet (all)' })
  expect([box.words, chips(), changes()]).toEqual([
    'wash OR -in:"Wet (all)"',
    ['-in:"Wet (all)"'],
    before + 1,
  ])
  box.follow({ field: 'in', before: 'wet', after: 'dry' })
  expect(changes()).toBe(before + 1)
})
