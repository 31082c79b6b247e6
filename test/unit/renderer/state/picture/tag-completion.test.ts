import { expect, test } from 'vitest'
import type { AdapterSummary } from '../../../../../src-main/contract/library.ts'
import {
  TagCompletion,
  type Finder,
} from '../../../../../src-renderer/state/picture/tag-completion.svelte.ts'

const adapter = (name: string): AdapterSummary =>
  ({ id: name, name, missing: false, problem: null, preferredWeight: 0.8 }) as AdapterSummary
const adapters = [adapter('paper'), adapter('ink'), adapter('pink')]
/** Answers at once. */
function finder(): Finder {
  let found: AdapterSummary[] = []
  return {
    get found() {
      return found
    },
    find(text) {
      found = adapters.filter(({ name }) => name.includes(text))
      return Promise.resolve()
    },
    settled: () => Promise.resolve(),
    forget: () => (found = []),
  }
}
const names = (completion: TagCompletion): string[] => completion.offered.map(({ name }) => name)
const at = (text: string) => ({ text, caret: text.length })

test('what is found for the letters before the caret is offered while the tag is open', () => {
  const completion = new TagCompletion(finder)
  expect(names(completion)).toEqual([])
  completion.look(at('a <in'))
  expect(names(completion)).toEqual(['ink', 'pink'])
  completion.move(-1)
  expect(completion.active).toBe(1)
  completion.look(at('a <ink'))
  expect(completion.active).toBe(0)
  completion.look(at('a <ink:'))
  expect(names(completion)).toEqual([])
})

test('the tag is written over what is there of it, the caret behind', () => {
  const completion = new TagCompletion(finder)
  completion.look({ text: 'a <lora:in:1>, b', caret: 10 })
  expect(completion.complete(adapters[1]!, { text: 'a <lora:in:1>, b', caret: 10 })).toEqual({
    text: 'a <lora:ink:0.8>, b',
    caret: 16,
  })
  expect(names(completion)).toEqual([])
  expect(completion.complete(adapters[1]!, at(''))).toBeNull()
})

test('whoever is quicker than the answer gets what was found for all their letters', async () => {
  let found: AdapterSummary[] = []
  const answers: (() => void)[] = []
  let last = Promise.resolve()
  const completion = new TagCompletion(() => ({
    get found() {
      return found
    },
    find(text) {
      const answer = adapters.filter(({ name }) => name.startsWith(text))
      last = new Promise((resolve) =>
        answers.push(() => {
          found = answer
          resolve()
        }),
      )
      return last
    },
    settled: () => last,
    forget: () => (found = []),
  }))
  completion.look(at('<p'))
  answers[0]!()
  expect(completion.offered[0]?.name).toBe('paper')
  completion.look(at('<pi'))
  const chosen = completion.chosen()
  answers[1]!()
  expect((await chosen)?.name).toBe('pink')
  const tooLate = completion.chosen()
  completion.look(at('<pi:'))
  expect(await tooLate).toBeNull()
})
