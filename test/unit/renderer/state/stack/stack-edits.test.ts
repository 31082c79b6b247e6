import { describe, expect, test } from 'vitest'
import { mostEntries, stackSchema, type StackEntry } from '../../../../../src-main/contract/adapter.ts'
import {
  cutOut,
  followPrompt,
  followStack,
  tagText,
  withoutTags,
  writtenTags,
} from '../../../../../src-renderer/state/stack/stack-edits.ts'

function entry(name: string, change: Partial<StackEntry> = {}): StackEntry {
  return {
    id: name,
    adapter: `file-of-${name}`,
    name,
    on: true,
    weight: 1,
    textWeight: null,
    blockWeights: null,
    schedule: null,
    fromTag: true,
    dynamicRank: null,
    ...change,
  }
}
let made = 0
const follow = (prompt: string, stack: StackEntry[]) =>
  followPrompt(
    prompt,
    stack,
    (name) => (name === 'nobody' ? null : `file-of-${name}`),
    () => ({ id: `new-${++made}` }),
  )

describe('the stack follows the prompt', () => {
  test('a new tag is a new entry with its weights, text first', () => {
    const { stack } = follow('apple <lora:ink:0.5:0.8>', [])
    expect(stack).toMatchObject([
      { name: 'ink', adapter: 'file-of-ink', weight: 0.8, textWeight: 0.5, fromTag: true },
    ])
  })

  test('a name that is nowhere is an entry that waits', () => {
    expect(follow('<lora:nobody:0.4>', []).stack).toMatchObject([
      { adapter: 'missing:nobody', name: 'nobody', weight: 0.4 },
    ])
  })

  test.each(['<lora::1>', `<lora:${'ink'.repeat(200)}:1>`, '<lora:ink:much>', '<lora:ink:1:dyn=1e30>'])(
    'a tag that no entry can be is text with a problem: %.20s',
    (written) => {
      expect(follow(written, []).stack).toEqual([])
      expect(writtenTags(written)).toMatchObject([
        { tag: null, problem: { code: expect.stringMatching(/^prompt.adapter-/) as string } },
      ])
    },
  )

  test('tags for which a stack has no place stay as they are written, and say so', () => {
    const cards = Array.from({ length: mostEntries - 1 }, (_, at) => entry(`card ${at}`, { fromTag: false }))
    const prompt = 'apple <lora:ink:1> <lora:wash:1>'
    const { stack } = follow(prompt, cards)
    expect(stackSchema.parse(stack)).toHaveLength(mostEntries)
    expect(followStack(prompt, stack)).toBe(prompt)
    expect(writtenTags(prompt, 1)[1]).toMatchObject({ problem: { code: 'prompt/too-many-adapters' } })
  })

  test('the same tag again keeps the entry and everything else it has', () => {
    const blocks = Array.from({ length: 26 }, () => 0.5)
    const { stack, removed } = follow('<lora:ink:0.3>', [entry('ink', { on: false, blockWeights: blocks })])
    expect(stack).toEqual([entry('ink', { weight: 0.3, on: false, blockWeights: blocks })])
    expect(removed).toEqual([])
  })

  test('a tag that is gone takes its entry along; an entry without a tag stays', () => {
    const { stack, removed } = follow('apple', [entry('ink'), entry('wash', { fromTag: false })])
    expect(stack.map(({ name }) => name)).toEqual(['wash'])
    expect(removed.map(({ name }) => name)).toEqual(['ink'])
  })

  test('while a weight is being typed the entry stays as it was', () => {
    const before = entry('ink', { weight: 0.7 })
    expect(follow('<lora:ink:>', [before]).stack).toEqual([before])
  })

  test('while a name is being typed it is one entry, not one for every letter', () => {
    const { stack, removed } = follow('<lora:inkwash:0.7>', [entry('ink', { weight: 0.7 })])
    expect(stack).toMatchObject([{ id: 'ink', name: 'inkwash', adapter: 'file-of-inkwash' }])
    expect(removed).toEqual([])
  })

  test('two tags of one file are two entries', () => {
    expect(follow('<lora:ink:1> <lora:ink:0.5>', []).stack.map(({ weight }) => weight)).toEqual([1, 0.5])
  })
})

describe('the prompt follows the stack', () => {
  test('a moved slider is the number of the tag', () => {
    const text = 'apple <lora:ink:0.5>, <lora:wash:1>'
    const stack = [entry('ink', { weight: 0.55 }), entry('wash')]
    expect(followStack(text, stack)).toBe('apple <lora:ink:0.55>, <lora:wash:1>')
  })

  test('what says the same already stays as it was written', () => {
    expect(followStack('<lora:ink:1.0:te=1>', [entry('ink')])).toBe('<lora:ink:1.0:te=1>')
  })

  test('the tag of a removed entry goes with its comma', () => {
    expect(followStack('apple, <lora:ink:0.5>, red', [])).toBe('apple, red')
    expect(followStack('apple <lora:ink:0.5>', [])).toBe('apple')
    expect(followStack('<lyco:ink:0.5>', [])).toBe('')
  })

  test('both ways lead back to the same', () => {
    const stack = [entry('ink', { weight: -0.25, textWeight: 0.5, dynamicRank: 8 })]
    const text = followStack('a <lora:ink:1> b', stack)
    expect(follow(text, stack).stack).toEqual(stack)
  })
})

describe('tags', () => {
  test('are written as they are read', () => {
    expect(tagText(entry('ink', { weight: 0.8 }))).toBe('<lora:ink:0.8>')
    expect(tagText(entry('ink', { weight: 0.8, textWeight: 0 }))).toBe('<lora:ink:0:0.8>')
    expect(tagText(entry('ink', { dynamicRank: 4 }), 'lyco')).toBe('<lyco:ink:1:dyn=4>')
  })

  test('that say no weight have a reason', () => {
    expect(writtenTags('<lora:ink:much>')[0]).toMatchObject({ name: 'ink', tag: null })
    expect(writtenTags('<lora:ink:much>')[0]?.problem).toMatchObject({ facts: { written: 'much' } })
  })

  test('a piece is cut out with what held it', () => {
    expect(cutOut('a, b, c', 3, 4)).toBe('a, c')
    expect(cutOut('a b c', 2, 3)).toBe('a c')
  })
})

test('where tags are only text their entries stay as plain cards, and what cannot be read stays in the prompt', () => {
  const stack = [entry('ink', { weight: 0.7 }), entry('paper', { fromTag: false })]
  const prompt = 'a cat, <lora:ink:0.7>, <lora:odd:much>, on <lora:paper:1> a mat'
  expect(withoutTags(prompt, stack)).toEqual({
    prompt: 'a cat, <lora:odd:much>, on <lora:paper:1> a mat',
    stack: [{ ...stack[0], fromTag: false }, stack[1]],
  })
  const plain = [entry('paper', { fromTag: false })]
  expect(withoutTags(prompt, plain)).toEqual({ prompt, stack: plain })
})
