// Small pictures as a grid comes to look at them: how they are asked for, and what comes of a question.
import { expect, test } from 'vitest'
import { SmallPictures } from '../../../../src-renderer/state/gallery/small-pictures.ts'

function open({ unmade = [], isAway = false }: { unmade?: readonly string[]; isAway?: boolean } = {}) {
  const asked: string[][] = []
  const answers: (() => void)[] = []
  const pictures = new SmallPictures({
    async thumbnails(ids) {
      asked.push([...ids])
      await new Promise<void>((resolve) => answers.push(resolve))
      if (isAway) throw new Error('away')
      return ids.map((id) => (unmade.includes(id) ? null : `data:${id}`))
    },
  })
  const heard: string[] = []
  const want = (id: string): (() => void) =>
    pictures.want({ id, thumbnailUrl: `/usual/${id}` }, (address) => heard.push(address))
  return { asked, heard, want, answer: () => answers.shift()?.() }
}

test('what comes into view together is asked for together, and what comes meanwhile in the next question', async () => {
  const { asked, heard, want, answer } = open()
  want('a')
  want('b')
  await expect.poll(() => asked).toEqual([['a', 'b']])
  want('c')
  want('d')
  answer()
  await expect
    .poll(() => asked)
    .toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  expect(heard).toEqual(['data:a', 'data:b'])
  answer()
  await expect.poll(() => heard).toEqual(['data:a', 'data:b', 'data:c', 'data:d'])
})

test('of a whole screen the first rows come before the rest', async () => {
  const { asked, want, answer } = open()
  for (let index = 0; index < 100; index++) want(String(index))
  await expect.poll(() => asked).toHaveLength(1)
  answer()
  await expect.poll(() => asked.map(({ length }) => length)).toEqual([16, 60])
  answer()
  await expect.poll(() => asked.map(({ length }) => length)).toEqual([16, 60, 24])
  expect(asked.flat()).toEqual(Array.from({ length: 100 }, (_, index) => String(index)))
})

test('what has left before it was asked for is not asked for, and what left meanwhile hears nothing', async () => {
  const { asked, heard, want, answer } = open()
  const leave = want('a')
  await expect.poll(() => asked).toHaveLength(1)
  want('b')()
  want('c')
  leave()
  answer()
  await expect.poll(() => asked).toEqual([['a'], ['c']])
  answer()
  await expect.poll(() => heard).toEqual(['data:c'])
  // What was brought for nobody is kept.
  want('a')
  expect(heard).toEqual(['data:c', 'data:a'])
  expect(asked).toHaveLength(2)
})

test('one that comes again while it is on its way hears of it once', async () => {
  const { asked, heard, want, answer } = open()
  const leave = want('a')
  await expect.poll(() => asked).toHaveLength(1)
  want('a')
  leave()
  answer()
  await expect.poll(() => heard).toEqual(['data:a'])
  expect(asked).toEqual([['a']])
})

test('where it has to be made first, it comes from its usual address', async () => {
  const { heard, asked, want, answer } = open({ unmade: ['b'] })
  want('a')
  want('b')
  await expect.poll(() => asked).toHaveLength(1)
  answer()
  await expect.poll(() => heard).toEqual(['data:a', '/usual/b'])
})

test('so does every one where the host did not answer', async () => {
  const { heard, asked, want, answer } = open({ isAway: true })
  want('a')
  await expect.poll(() => asked).toHaveLength(1)
  answer()
  await expect.poll(() => heard).toEqual(['/usual/a'])
})
