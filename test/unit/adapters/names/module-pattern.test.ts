// Patterns of PEFT configurations mean what Python's `re.match(rf"(.*\.)?({pattern})$", path)` says, in little time.
import { describe, expect, it } from 'vitest'
import { modulePattern, patternWork } from '../../../../src-main/adapters/names/module-pattern.ts'
import { threadMs } from '../../../support/processor-time.ts'

const block = 'down_blocks.1.attentions.0.transformer_blocks.0.'

function means(pattern: string, path: string): boolean | null {
  return modulePattern(pattern, patternWork())?.(path) ?? null
}

// Every row was asked of Python 3.13.
describe.each<readonly [pattern: string, matching: readonly string[], others: readonly string[]]>([
  ['to_q', [`${block}attn1.to_q`, 'to_q'], [`${block}attn1.to_qk`, `${block}attn1.into_q`]],
  ['attn1.to_q', [`${block}attn1.to_q`, 'attn1xto_q'], ['xattn1.to_q']],
  [
    '.*attn1\\.to_(q|k)',
    [`${block}attn1.to_q`, `${block}attn1.to_k`],
    [`${block}attn1.to_v`, `${block}attn2.to_q`],
  ],
  ['^down_blocks\\..*', [`${block}attn1.to_q`], [`unet.${block}attn1.to_q`]],
  ['down_blocks\\..*', [`unet.${block}attn1.to_q`], ['up_blocks.1.attn1.to_q']],
  [
    '(down|up)_blocks\\.\\d+\\.attentions\\.[01]\\..*',
    [`${block}attn1.to_q`],
    ['mid_block.attentions.0.proj_in'],
  ],
  ['to_out\\.0$', [`${block}attn1.to_out.0`], [`${block}attn1.to_out.0.x`]],
  ['attn[^2]\\.to_[qkv]', [`${block}attn1.to_v`], [`${block}attn2.to_v`]],
  ['(?:attn1|attn2)\\.to_k', [`${block}attn2.to_k`], [`${block}attn3.to_k`]],
  ['(?P<which>attn\\d)\\.to_k', [`${block}attn2.to_k`], [`${block}attnx.to_k`]],
  ['to_[q-v]{1,2}', ['to_q', 'to_qv'], ['to_', 'to_qvq']],
  ['l{2,}', ['ll', 'llll'], ['l']],
  ['l{,2}x', ['x', 'llx'], ['lllx']],
  ['x{y}', ['x{y}'], ['xy']],
  ['a|b', ['a', 'b', 'x.b'], ['ab']],
  ['\\w+_q', ['attn.to_q'], ['attn.to-q']],
  ['[\\w.]+\\.proj', ['a.b.proj'], ['proj']],
  ['[]a]', [']', 'a'], ['b']],
  ['a*?b', ['b', 'aab'], ['a']],
  ['', [], ['a', 'a.b']],
])('%s', (pattern, matching, others) => {
  it.each(matching)('means %s', (path) => expect(means(pattern, path)).toBe(true))
  it.each(others)('does not mean %s', (path) => expect(means(pattern, path)).toBe(false))
})

it.each([
  '(?=a)b',
  '(?!up_)blocks',
  '(?<!x)a',
  '(a)\\1',
  '\\bto_q',
  '(',
  ')',
  '[a',
  'a**',
  '*a',
  'a{2,1}',
  'a++',
  '(?i)a',
])('cannot be followed: %s', (pattern) => expect(modulePattern(pattern, patternWork())).toBeNull())

describe('made to waste time', () => {
  const path = `${'a'.repeat(5000)}!`

  it.each(['(a+)+', '(a|aa)+', '(a*)*b', '(.*a){20}', '((a?){40}){40}', '(([a-z])+.)+[A-Z]([a-z])+$'])(
    '%s is answered, or refused by name',
    (pattern) => {
      const started = threadMs()
      try {
        expect(means(pattern, path)).toBe(false)
      } catch (error) {
        expect(error).toMatchObject({ code: 'adapter/hostile-patterns', facts: { pattern } })
      }
      expect(threadMs() - started).toBeLessThan(5000)
    },
  )

  it.each(['((((a{9}){9}){9}){9}){9}', '(((((){999}){999}){999}){999}){999}', '('.repeat(1900)])(
    'too large a pattern is not built: %#',
    (pattern) => expect(modulePattern(pattern, patternWork())).toBeNull(),
  )

  it('many patterns share one allowance', () => {
    const work = patternWork()
    expect(() => {
      for (let count = 0; count < 100_000; count++) modulePattern(`(${count % 10}{4000}|x)`, work)
    }).toThrow(expect.objectContaining({ code: 'adapter/hostile-patterns' }) as Error)
  })
})

it('a pattern for each module of a large adapter is well within it', () => {
  const work = patternWork()
  const paths = Array.from(
    { length: 1500 },
    (_, at) => `down_blocks.${at}.attentions.0.transformer_blocks.0.attn1.to_q`,
  )
  const patterns = paths.map((path) => modulePattern(path, work))
  for (const [index, path] of paths.entries())
    expect(patterns.findIndex((matches) => matches?.(path))).toBe(index)
  for (const path of paths) for (const matches of patterns) matches?.(`unet.${path}`)
})
