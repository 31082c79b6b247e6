// The address says where one is, whatever somebody typed there.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Place, placeAddress, placeFromAddress } from '../../../../src-renderer/state/place.svelte.ts'

beforeEach(() => void vi.stubGlobal('location', { hash: '' }))
afterEach(() => void vi.unstubAllGlobals())

it('is Create where the address says nothing, or nothing that is known', () => {
  for (const hash of ['', '#', '#/', '#/nowhere', '#/CREATE'])
    expect(placeFromAddress(hash), hash).toEqual({ place: 'create', detail: null })
})

it('and its address are two ways to say the same, for any id', () => {
  for (const detail of [null, 'b2f0ca4c', 'a/b', 'ä ö#?', '100%', '絵'])
    expect(placeFromAddress(placeAddress('train', detail))).toEqual({ place: 'train', detail })
})

it('opens the list where what is open cannot be read', () => {
  for (const hash of ['#/train/', '#/train/%', '#/train/%E0%A4%A'])
    expect(placeFromAddress(hash), hash).toEqual({ place: 'train', detail: null })
})

it('goes there at once, and follows Back', () => {
  const place = new Place()
  place.go('train', 'one')
  expect([location.hash, place.current, place.detail]).toEqual(['#/train/one', 'train', 'one'])
  location.hash = '#/settings'
  expect(place.current).toBe('train')
  place.follow()
  expect([place.current, place.detail]).toEqual(['settings', null])
})
