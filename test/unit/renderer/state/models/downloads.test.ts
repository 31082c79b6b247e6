// The address at hand and the list of downloads, over a pretend host.
import { expect, test } from 'vitest'
import type { DownloadOffer, DownloadSummary } from '../../../../../src-main/contract/download.ts'
import { AppError } from '../../../../../src-main/base/errors.ts'
import { Downloads } from '../../../../../src-renderer/state/models/downloads.svelte.ts'
import type { StudioListener } from '../../../../../src-renderer/state/studio.svelte.ts'
import { Look } from '../../../../../src-renderer/state/look.svelte.ts'
import { testHistories } from '../../../../support/test-histories.ts'
import { Toasts } from '../../../../../src-renderer/state/toasts.svelte.ts'

const offer: DownloadOffer = {
  site: 'civitai',
  fileName: 'ink.safetensors',
  sizeBytes: 5,
  sha256: null,
  kind: 'LORA',
  choices: [],
  suggested: 'b',
}
const place = (id: string) => ({ id, name: id, freeBytes: null })
const download = (id: string, change: Partial<DownloadSummary> = {}): DownloadSummary => ({
  id,
  address: 'https://civitai.com/models/1',
  site: 'civitai',
  fileName: `${id}.safetensors`,
  placeName: 'models',
  state: 'waiting',
  phase: null,
  receivedBytes: 0,
  sizeBytes: 5,
  bytesPerSecond: null,
  secondsLeft: null,
  checkedShare: null,
  problem: null,
  createdAt: '',
  ...change,
})

function open(
  look: (address: string) => Promise<DownloadOffer> = () => Promise.resolve(offer),
  list: () => Promise<{ downloads: DownloadSummary[] }> = () => Promise.resolve({ downloads: [] }),
) {
  const listeners: StudioListener[] = []
  const asked: unknown[] = []
  const downloads = {
    look: ({ address }: { address: string }) => look(address),
    list,
    tokens: () => Promise.resolve([]),
    places: () => Promise.resolve([place('a'), place('b')]),
    start(wish: unknown) {
      asked.push(wish)
      return Promise.resolve(download('ink'))
    },
    remove: ({ id }: { id: string }) => Promise.resolve(void asked.push(`remove ${id}`)),
    restore: ({ id }: { id: string }) => Promise.resolve(void asked.push(`restore ${id}`)),
  }
  const studio = { backend: { downloads }, listen: (listen: StudioListener) => listeners.push(listen) }
  const toasts = new Toasts()
  const histories = testHistories(toasts)
  const desk = new Downloads({ studio, histories, toasts, look: new Look() } as never)
  const tell: StudioListener = (news) => listeners.forEach((listen) => listen(news))
  return { desk, asked, tell, histories }
}

test('what an address names is put where its kind lies, and started as it was chosen', async () => {
  const { desk, asked } = open()
  desk.address = ' https://civitai.com/models/1 '
  expect(desk.mayStart).toBe(false)
  await desk.look()
  expect([desk.offer, desk.place, desk.mayStart]).toEqual([offer, 'b', true])
  desk.sha256 = 'AB'
  expect([desk.isChecksumWrong, desk.mayStart]).toEqual([true, false])
  desk.sha256 = 'AB'.repeat(32)
  desk.place = 'a'
  await desk.start()
  const wish = { address: 'https://civitai.com/models/1', file: null, place: 'a', sha256: 'ab'.repeat(32) }
  expect(asked).toEqual([wish])
  expect(desk.list.map(({ id }) => id)).toEqual(['ink'])
  expect([desk.address, desk.offer]).toEqual(['', null])
})

test('of a repository a file is chosen first', async () => {
  const choices = [{ path: 'x.bin', sizeBytes: 1 }]
  const { desk } = open(() => Promise.resolve({ ...offer, fileName: null, choices, suggested: null }))
  desk.address = 'hf.co/owner/name'
  await desk.look()
  expect([desk.place, desk.mayStart]).toEqual(['a', false])
  desk.file = 'x.bin'
  expect(desk.mayStart).toBe(true)
})

test('an answer to another address is not shown, and what is wrong goes with its address', async () => {
  const answers: (() => void)[] = []
  const { desk } = open((address) => {
    if (address === 'bad') return Promise.reject(new AppError('download/not-an-address'))
    return new Promise((resolve) => answers.push(() => resolve({ ...offer, fileName: address })))
  })
  desk.address = 'first'
  const first = desk.look()
  desk.address = 'second'
  answers[0]?.()
  await first
  expect([desk.offer, desk.busy]).toEqual([null, null])
  desk.address = 'bad'
  await desk.look()
  expect(desk.problem?.code).toBe('download/not-an-address')
  desk.address = 'b'
  expect(desk.problem).toBeNull()
})

test('the list follows what the host tells', () => {
  const { desk, tell } = open()
  tell({ type: 'download', download: download('one') })
  tell({ type: 'download', download: download('two') })
  tell({ type: 'download', download: download('one', { state: 'going', receivedBytes: 3 }) })
  expect(desk.list.map(({ id, receivedBytes }) => [id, receivedBytes])).toEqual([
    ['two', 0],
    ['one', 3],
  ])
  tell({ type: 'download-removed', id: 'two' })
  expect(desk.list.map(({ id }) => id)).toEqual(['one'])
})

test('one that is removed is put back by a step back, and removed once more by a step forth', async () => {
  const { desk, asked, histories } = open()
  await desk.remove(download('one'))
  const history = histories.at('models')
  await history.undo()
  await history.redo()
  expect(asked).toEqual(['remove one', 'restore one', 'remove one'])
})

test('what is heard before an answer comes is newer than the answer', async () => {
  const listed = Promise.withResolvers<{ downloads: DownloadSummary[] }>()
  const { desk, tell } = open(undefined, () => listed.promise)
  desk.address = 'https://civitai.com/models/1'
  await desk.look()
  const starting = desk.start()
  tell({ type: 'download', download: download('ink', { state: 'done' }) })
  await starting
  expect(desk.list.map(({ state }) => state)).toEqual(['done'])

  const opening = desk.open()
  tell({ type: 'download', download: download('wash', { state: 'done' }) })
  tell({ type: 'download-removed', id: 'ink' })
  listed.resolve({ downloads: [download('wash'), download('ink'), download('old')] })
  await opening
  expect(desk.list.map(({ id, state }) => [id, state])).toEqual([
    ['wash', 'done'],
    ['old', 'waiting'],
  ])
})
