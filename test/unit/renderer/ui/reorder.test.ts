import { expect, test } from 'vitest'
import { Reorder } from '../../../../src-renderer/ui/reorder.svelte.ts'

test('Alt and arrows move by one place, whether or not it is said', async () => {
  Object.assign(globalThis, { document: { activeElement: null } })
  const rows = ['a', 'b', 'c']
  const said: string[] = []
  const options = {
    list: () => undefined,
    attribute: 'row',
    placeOf: (id: string) => rows.indexOf(id),
    move(id: string, to: number) {
      const target = Math.min(rows.length - 1, Math.max(0, to))
      rows.splice(rows.indexOf(id), 1)
      rows.splice(target, 0, id)
      return target
    },
  }
  await new Reorder(options).step('a', 1)
  expect(rows).toEqual(['b', 'a', 'c'])
  await new Reorder({ ...options, onrest: (id, place) => said.push(`${id} ${place}`) }).step('a', -1)
  expect(rows).toEqual(['a', 'b', 'c'])
  expect(said).toEqual(['a 0'])
  Reflect.deleteProperty(globalThis, 'document')
})
