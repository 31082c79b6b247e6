// Dropping: the place that takes a kind has it, before what takes it everywhere; nothing is passed over in silence.
import { expect, test } from 'vitest'
import { AppError } from '../../../../../src-main/base/errors.ts'
import type { DropKind } from '../../../../../src-renderer/state/drops/drop-kinds.ts'
import type { Dropped } from '../../../../../src-renderer/state/drops/dropped.ts'
import { Drops, type DropTaker } from '../../../../../src-renderer/state/drops/drops.svelte.ts'
import { Look } from '../../../../../src-renderer/state/look.svelte.ts'
import { Toasts } from '../../../../../src-renderer/state/toasts.svelte.ts'

const open = () => {
  const toasts = new Toasts()
  const drops = new Drops({ toasts, look: new Look() })
  return { drops, said: () => toasts.list.map(({ message, report }) => report?.code ?? message) }
}
const dropped = (name: string, kind: DropKind | null): Dropped => ({ name, kind, file: null, entry: null })
const picture = { kind: 'file', type: 'image/png' }

function taker(says: string, ...kinds: DropKind[]): DropTaker & { taken: string[][] } {
  const taken: string[][] = []
  return { kinds, says: () => says, take: (all) => void taken.push(all.map(({ name }) => name)), taken }
}

test('what is held is offered to the place that takes it, as long as it is there', () => {
  const { drops } = open()
  expect(drops.offers).toEqual([])
  drops.hold([picture])
  expect(drops.offers).toEqual([
    {
      kind: 'picture',
      says: 'Not taken here. Create uses the settings of a picture, Train learns from pictures, the gallery keeps them.',
      isTaken: false,
    },
  ])
  const everywhere = drops.provide(taker('everywhere', 'picture'))
  const here = drops.provide(taker('here', 'picture', 'caption'))
  expect(drops.offers).toEqual([{ kind: 'picture', says: 'here', isTaken: true }])
  here()
  expect(drops.offers).toEqual([{ kind: 'picture', says: 'everywhere', isTaken: true }])
  everywhere()
  expect(drops.isTaken).toBe(false)
  drops.end()
  expect(drops.offers).toEqual([])
})

test('each kind of a mixed drop goes to its taker at once, and the rest is named', async () => {
  const { drops, said } = open()
  const pictures = taker('', 'picture', 'caption')
  const weights = taker('', 'weights')
  drops.provide(pictures)
  drops.provide(weights)
  await drops.drop([
    dropped('a.png', 'picture'),
    dropped('ink.safetensors', 'weights'),
    dropped('a.txt', 'caption'),
    dropped('page.html', null),
    dropped('film.mp4', null),
    dropped('drawings', 'folder'),
  ])
  expect(pictures.taken).toEqual([['a.png', 'a.txt']])
  expect(weights.taken).toEqual([['ink.safetensors']])
  expect(said()).toEqual([
    '“drawings” was not taken. An open training takes folders of pictures; Settings names those of models.',
    '“page.html” and 1 more were not taken. Nothing in Lamina takes such a file.',
  ])
})

test('what a taker cannot do is told, and the others do theirs', async () => {
  const { drops, said } = open()
  drops.provide({
    kinds: ['picture'],
    says: () => '',
    take: () => Promise.reject(new AppError('import/not-a-configuration', {})),
  })
  const weights = taker('', 'weights')
  drops.provide(weights)
  await drops.drop([dropped('a.png', 'picture'), dropped('ink.safetensors', 'weights')])
  expect(said()).toEqual(['import/not-a-configuration'])
  expect(weights.taken).toEqual([['ink.safetensors']])
})
