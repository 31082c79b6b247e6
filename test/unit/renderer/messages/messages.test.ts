import { expect, test } from 'vitest'
import { en } from '../../../../src-renderer/messages/en.ts'
import { ja } from '../../../../src-renderer/messages/ja.ts'

type Tree = { [key: string]: unknown }

/** Every text with its path; functions are called with made-up words. */
function texts(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    const here = `${path}/${key}`
    if (typeof value === 'string') return [[here, value]]
    if (typeof value === 'function') return [[here, (value as (...words: unknown[]) => string)(3, 4, 5)]]
    return texts(value as Tree, here)
  })
}

/** The same in both languages: names of things, prompts that the model understands. */
const shared = [/\/languages\//, /\/ideas\//, /\/tokens$/, /\/version$/, /out-of-range$/, /\/vae$/]

test('both languages say the same things, and nothing is empty', () => {
  const english = texts(en)
  const japanese = new Map(texts(ja))
  expect([...japanese.keys()]).toEqual(english.map(([path]) => path))
  for (const [path, text] of english) {
    expect(text, path).not.toBe('')
    expect(japanese.get(path), path).not.toBe('')
    if (!shared.some((pattern) => pattern.test(path))) expect(japanese.get(path), path).not.toBe(text)
  }
})

test('figures in the words are there in both', () => {
  for (const words of [en, ja]) {
    expect(words.progress.step(13, 20)).toMatch(/13.*20/)
    expect(words.progress.moreInQueue(2)).toContain('2')
  }
})
