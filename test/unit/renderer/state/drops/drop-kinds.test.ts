// What a dragged thing is, as far as browsers tell, and what a dropped one is by its name.
import { expect, test } from 'vitest'
import { heldOf, kindOfFile } from '../../../../../src-renderer/state/drops/drop-kinds.ts'

const file = (type: string) => ({ kind: 'file', type })

test('a type that says enough is believed', () => {
  expect(heldOf([file('image/png'), file('image/webp')])).toEqual({
    count: 2,
    kinds: ['picture'],
    maybeOther: false,
  })
  expect(heldOf([file('application/json')])).toEqual({
    count: 1,
    kinds: ['configuration'],
    maybeOther: false,
  })
  expect(heldOf([file('text/plain')]).kinds).toEqual(['caption'])
})

test.each(['', 'application/octet-stream', 'application/zip'])('of "%s" nothing is sure', (type) => {
  expect(heldOf([file(type)])).toEqual({
    count: 1,
    kinds: ['weights', 'configuration', 'folder'],
    maybeOther: true,
  })
})

test('a browser that tells nothing, or calls everything the same, leaves all open', () => {
  expect(heldOf([]).count).toBe(1)
  expect(heldOf([]).maybeOther).toBe(true)
  expect(heldOf([file('application/x-moz-file')]).kinds).toContain('picture')
})

test.each(['text/html', 'video/mp4', 'application/pdf'])('%s is nothing of ours', (type) => {
  expect(heldOf([file(type)])).toEqual({ count: 1, kinds: [], maybeOther: true })
})

test('of several, every kind there may be', () => {
  expect(heldOf([file('image/png'), { kind: 'string', type: 'text/uri-list' }, file('')])).toEqual({
    count: 2,
    kinds: ['picture', 'weights', 'configuration', 'folder'],
    maybeOther: true,
  })
})

test.each([
  ['a.PNG', 'picture'],
  ['a.caption', 'caption'],
  ['ink.v2.safetensors', 'weights'],
  ['model.ckpt', 'weights'],
  ['config.yaml', 'configuration'],
  ['page.html', null],
  ['png', null],
])('%s is %s', (name, kind) => {
  expect(kindOfFile(name)).toBe(kind)
})
