// What a window knows of adapters: asked for once, kept current by events, asked for again after many changed.
import { expect, test } from 'vitest'
import { AdapterShelf } from '../../../../../src-renderer/state/stack/adapter-shelf.svelte.ts'
import { Studio } from '../../../../../src-renderer/state/studio.svelte.ts'
import { countedBackend } from '../../../../support/counted-backend.ts'
import { demoAdapter } from '../../../../support/fake-backend.ts'

const sha256 = 'ab12cd34'.repeat(8)

async function open(known = [] as string[]) {
  const adapters = ['ink', 'wash'].map((id) => demoAdapter(id, { name: id.toUpperCase() }))
  adapters.push(demoAdapter('hashed', { sha256 }))
  const { backend, asked } = countedBackend({ adapters })
  const studio = new Studio(backend)
  await studio.start()
  const shelf = new AdapterShelf(
    studio,
    adapters.filter(({ id }) => known.includes(id)),
  )
  let told = 0
  shelf.onChange(() => (told += 1))
  const settled = (times: number): Promise<void> => expect.poll(() => told).toBeGreaterThanOrEqual(times)
  return { backend, asked, shelf, settled }
}

test('what is not known is asked for, all of a moment together, and only once', async () => {
  const { shelf, asked, settled } = await open(['ink'])
  expect(shelf.find('ink')?.name).toBe('INK')
  shelf.want({ ids: ['ink', 'wash'], names: ['Ink'] })
  shelf.want({ ids: ['wash', 'nobody'], names: ['nothing', sha256.slice(0, 10)] })
  await settled(1)
  expect(asked).toEqual([
    {
      call: 'lookup',
      input: { ids: ['wash', 'nobody'], names: ['ink', 'nothing', sha256.slice(0, 10)] },
    },
  ])
  expect(shelf.find('wash')?.name).toBe('WASH')
  expect(shelf.byName('iNK')?.id).toBe('ink')
  expect(shelf.byHash(sha256.slice(0, 10).toUpperCase())?.id).toBe('hashed')
  expect([shelf.isNothing('nothing'), shelf.isNothing('ink'), shelf.isNothing('not asked')]).toEqual([
    true,
    false,
    false,
  ])
  shelf.want({ ids: ['wash', 'nobody'], names: ['nothing'] })
  await Promise.resolve()
  expect(asked).toHaveLength(1)
})

test('an id is taken for one that is there until the host has said otherwise', async () => {
  const { shelf, settled } = await open()
  expect(shelf.bindable('nobody')).toMatchObject({ id: 'nobody', missing: false })
  shelf.want({ ids: ['nobody'] })
  await settled(1)
  expect(shelf.bindable('nobody')).toBeNull()
})

test('an adapter that appears may be what a name was looked for', async () => {
  const { backend, shelf, asked, settled } = await open()
  shelf.want({ names: ['late'] })
  await settled(1)
  expect(shelf.isNothing('late')).toBe(true)
  backend.emit({ type: 'adapter', adapter: demoAdapter('late') })
  await settled(3)
  expect(asked.at(-1)).toEqual({ call: 'lookup', input: { ids: [], names: ['late'] } })
})

test('after many have changed, what is known is asked for again and stays meanwhile', async () => {
  const { backend, shelf, asked, settled } = await open(['ink', 'wash'])
  backend.emit({ type: 'adapters' })
  expect(shelf.find('ink')?.name).toBe('INK')
  await settled(2)
  expect(asked).toEqual([{ call: 'lookup', input: { ids: ['ink', 'wash'], names: [] } }])
  backend.emit({ type: 'adapter-removed', id: 'ink' })
  expect(shelf.find('ink')).toBeNull()
})

test('an answer that was on its way takes nothing back of what has been told since', async () => {
  const { backend, shelf } = await open(['ink'])
  const { at, rows } = await backend.adapters.search({
    text: 'ink',
    favouritesOnly: false,
    fitsOnly: false,
    model: null,
    offset: 0,
    limit: 9,
  })
  const older = rows.map(({ adapter }) => adapter)
  backend.emit({ type: 'adapter', adapter: { ...older[0]!, favourite: true } })
  shelf.learn(older, at)
  expect(shelf.find('ink')?.favourite).toBe(true)
  backend.emit({ type: 'adapter-removed', id: 'ink' })
  shelf.learn(older, at)
  expect(shelf.find('ink')).toBeNull()
  const now = await backend.adapters.lookup({ ids: ['ink'], names: [] })
  shelf.learn(now.adapters, now.at)
  expect(shelf.find('ink')?.favourite).toBe(false)
})

test('a name that came to mean something while the answer was on its way is asked for again', async () => {
  const { backend, shelf, settled } = await open()
  const { lookup } = backend.adapters
  let isFirst = true
  Object.assign(backend.adapters, {
    async lookup(keys: Parameters<typeof lookup>[0]) {
      const answer = await lookup(keys)
      if (isFirst) {
        isFirst = false
        backend.putAdapter(demoAdapter('late'))
      }
      return answer
    },
  })
  shelf.want({ names: ['late'] })
  await settled(2)
  await expect.poll(() => shelf.byName('late')?.id).toBe('late')
  expect(shelf.isNothing('late')).toBe(false)
})
