// Captions as they are typed: with the host when the hand rests, and sent again until it takes them.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Captions, ProjectPicture } from '../../../../../src-main/contract/training-project.ts'
import { CaptionDesk, type Tagger } from '../../../../../src-renderer/state/training/caption-desk.svelte.ts'
import { PictureSet } from '../../../../../src-renderer/state/training/picture-set.svelte.ts'
import { Look } from '../../../../../src-renderer/state/look.svelte.ts'
import { Toasts } from '../../../../../src-renderer/state/toasts.svelte.ts'
import { fakeBackend } from '../../../../support/fake-backend.ts'
import { testHistories } from '../../../../support/test-histories.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const [red, blue] = ['/pictures/red.png', '/pictures/blue.png']
const pictures = [red, blue].map((path): Partial<ProjectPicture> => ({
  path,
  name: path.slice(10),
  caption: 'wall',
  captionOnDisk: 'wall',
}))
const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms)
}

async function open(
  answer: (captions: Captions) => Captions | Promise<Captions>,
  taggers: () => Tagger[] | Promise<Tagger[]> = () => [],
): Promise<{
  desk: CaptionDesk
  set: PictureSet
  toasts: Toasts
  sent: Captions[]
  captionOf(path: string): string | null | undefined
}> {
  const sent: Captions[] = []
  const backend = fakeBackend({
    training: {
      pictures: () => ({
        folder: '/pictures',
        pictures: pictures as ProjectPicture[],
        leftOut: [],
        captionProblems: [],
        buckets: [],
      }),
      taggers,
      setCaptions({ captions }) {
        sent.push(captions)
        return answer(captions)
      },
    },
  })
  const set = new PictureSet('p', backend)
  await set.load()
  const toasts = new Toasts()
  const look = new Look()
  const desk = new CaptionDesk('p', set, { backend, histories: testHistories(toasts, look), toasts, look })
  return { desk, set, toasts, sent, captionOf: (path) => set.byPath.get(path)?.caption }
}

it('are sent when the hand rests, each once, as it is then', async () => {
  const { desk, sent } = await open(() => ({}))
  desk.type(red, 'a')
  desk.type(red, 'a red wall')
  desk.type(blue, 'wall')
  await pass(1_000)
  // As the file beside the picture has it, it is not the project's own.
  expect(sent).toEqual([{ [red]: 'a red wall', [blue]: null }])
})

it('that do not arrive stay, and are sent again beneath what was typed since, said once', async () => {
  let full = true
  const { desk, sent, toasts, captionOf } = await open(() => {
    if (full) throw new Error('the disk is full')
    return {}
  })
  desk.type(red, 'a red wall')
  desk.type(blue, 'a blue')
  await pass(5_000)
  expect(captionOf(red)).toBe('a red wall')
  expect(toasts.list).toHaveLength(1)
  desk.type(blue, 'a blue wall')
  await pass(1_000)
  full = false
  await pass(3_000)
  expect(sent.at(-1)).toEqual({ [red]: 'a red wall', [blue]: 'a blue wall' })
  const { length } = sent
  await pass(10_000)
  expect(sent).toHaveLength(length)
})

it('can be made by the taggers there are, which are none while the host is away', async () => {
  const known = [{ id: 'wd', name: 'wd-tagger', path: '/models/wd-tagger' }]
  const answers = [() => known, () => Promise.reject<Tagger[]>(new Error('away'))]
  const { desk } = await open(
    () => ({}),
    () => answers.shift()!(),
  )
  expect(await desk.taggers()).toEqual(known)
  expect(await desk.taggers()).toEqual([])
})

it('of many are changed at once, with a way back', async () => {
  const { desk, sent, toasts, captionOf } = await open((captions) =>
    Object.fromEntries(Object.keys(captions).map((path) => [path, 'wall'])),
  )
  await desk.apply({ [red]: 'wall, old', [blue]: 'wall, old' })
  expect(captionOf(blue)).toBe('wall, old')
  toasts.list.at(-1)!.action!.run()
  await pass(0)
  // They were those of the files beside the pictures, and are so again.
  expect(sent.at(-1)).toEqual({ [red]: null, [blue]: null })
  expect(captionOf(blue)).toBe('wall')
})

it('stay as they are typed when a reading arrives that was asked for before', async () => {
  const { desk, set, sent, captionOf } = await open(() => ({}))
  const reading = set.load()
  desk.type(red, 'a red wall')
  await pass(1_000)
  expect(sent).toEqual([{ [red]: 'a red wall' }])
  await reading
  expect(captionOf(red)).toBe('a red wall')
})

it('are there in a reading although the host has not got them yet', async () => {
  const { desk, set, captionOf } = await open(() => {
    throw new Error('the disk is full')
  })
  desk.type(red, 'a red wall')
  await pass(1_000)
  await set.load()
  expect(captionOf(red)).toBe('a red wall')
})

it('are sent one after the other: many at once wait for what was typed before', async () => {
  const answers: (() => void)[] = []
  const { desk, sent } = await open(() => new Promise<Captions>((done) => answers.push(() => done({}))))
  desk.type(red, 'a red wall')
  await pass(1_000)
  const all = desk.apply({ [red]: 'a red wall, old', [blue]: 'wall, old' })
  await pass(1_000)
  expect(sent).toHaveLength(1)
  answers[0]!()
  await pass(0)
  expect(sent).toHaveLength(2)
  desk.type(blue, 'a blue wall')
  answers[1]!()
  await all
  await pass(1_000)
  // What was typed while many were on their way comes after them.
  expect(sent[2]).toEqual({ [blue]: 'a blue wall' })
})
