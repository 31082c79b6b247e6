// The gallery as a window looks at it, over a pretend host: what is asked, shown, picked, compared and changed.
import { expect, test } from 'vitest'
import { byteOfAspect } from '../../../../src-main/contract/gallery.ts'
import { Gallery } from '../../../../src-renderer/state/gallery/gallery.svelte.ts'
import { differences } from '../../../../src-renderer/state/gallery/differences.ts'
import type { PictureSummary } from '../../../../src-main/contract/studio.ts'
import type { StudioListener } from '../../../../src-renderer/state/studio.svelte.ts'
import { en } from '../../../../src-renderer/messages/en.ts'

const look = { words: en, number: String }

function picture(index: number, favourite = false): PictureSummary {
  return {
    id: `picture-${index}`,
    jobId: 'job',
    url: `/media/picture/picture-${index}`,
    thumbnailUrl: '',
    width: 512,
    height: 768,
    createdAt: new Date(2026, 10, 30).toISOString(),
    record: null,
    problem: null,
    origin: null,
    forTrial: false,
    favourite,
    fileName: `${index}.png`,
  }
}

function open(count: number) {
  const asked: string[] = []
  const listeners: StudioListener[] = []
  const steps: { after: unknown; before: unknown; put(to: unknown): Promise<void> }[] = []
  const tell = (...news: Parameters<StudioListener>): void => listeners.forEach((listen) => listen(...news))
  const backend = {
    gallery: {
      async layout({ query, known }: { query: string; known: string | null }) {
        const found = query === '' ? count : 2
        return {
          at: '',
          of: count,
          problems: [],
          order: `${found}`,
          lies:
            known === `${found}`
              ? null
              : {
                  days: [{ day: '2026-11-30', count: found }],
                  aspects: Buffer.from(new Uint8Array(found).fill(byteOfAspect(512, 768))).toString('base64'),
                },
        }
      },
      async page({ query, offset, limit }: { query: string; offset: number; limit: number }) {
        asked.push(`${query} ${offset}`)
        const total = query === '' ? count : 2
        const pictures = Array.from({ length: Math.min(limit, total - offset) }, (_, at) =>
          picture(offset + at),
        )
        return { at: '', total, pictures }
      },
      async ids({ first, end }: { first: number; end: number }) {
        asked.push(`ids ${first} ${end}`)
        return Array.from({ length: end - first }, (_, at) => `picture-${first + at}`)
      },
      counts: () => Promise.resolve({ models: [], adapters: [], samplers: [], sizes: [] }),
    },
    pictures: {
      async favourite({ id, favourite }: { id: string; favourite: boolean }) {
        asked.push(`favourite ${id} ${favourite}`)
        tell({ type: 'picture', picture: picture(Number(id.slice(8)), favourite) })
      },
      async trash({ id }: { id: string }) {
        asked.push(`trash ${id}`)
        tell({ type: 'picture-removed', id })
      },
      async restore({ id }: { id: string }) {
        asked.push(`restore ${id}`)
      },
    },
  }
  const history = {
    async act(step: (typeof steps)[number]) {
      steps.push(step)
      await step.put(step.after)
      return {}
    },
  }
  const histories = {
    at: () => history,
    act: (_: unknown, step: (typeof steps)[number]) => history.act(step),
  }
  const gallery = new Gallery({
    studio: { backend, listen: (listener: StudioListener) => listeners.push(listener) },
    histories,
    toasts: {},
    desktop: null,
    download: () => undefined,
    look,
  } as never)
  return { gallery, asked, steps }
}

test('asks for how pictures lie and for the first of them, and for others when they are looked at', async () => {
  const { gallery, asked } = open(500)
  expect(asked).toEqual([])
  gallery.open()
  await expect.poll(() => gallery.shape.of).toBe(500)
  expect(gallery.shape.aspects).toHaveLength(500)
  expect(gallery.found.at(3)?.id).toBe('picture-3')
  expect(gallery.found.at(300)).toBeNull()
  gallery.found.list.show(290, 310)
  await expect.poll(() => gallery.found.at(300)?.id).toBe('picture-300')
  expect(asked).toEqual([' 0', ' 240', ' 300'])
})

test('a search has its own order, and a range over pictures nobody has seen asks for their ids', async () => {
  const { gallery, asked } = open(500)
  gallery.open()
  await expect.poll(() => gallery.shape.of).toBe(500)
  gallery.found.picked.only(1)
  await gallery.found.picked.upTo(200)
  expect([gallery.found.picked.count, asked.at(-1)]).toEqual([200, 'ids 1 201'])
  gallery.found.query.type('owl', 3)
  await expect.poll(() => gallery.shape.aspects.length).toBe(2)
})

test('what lies as it did is not laid out anew', async () => {
  const { gallery, asked } = open(500)
  gallery.open()
  gallery.found.query.type('owl', 3)
  await expect.poll(() => gallery.shape.aspects.length).toBe(2)
  const { aspects, days } = gallery.shape
  gallery.found.query.type('owls', 4)
  await expect.poll(() => asked.at(-1)).toBe('owls 0')
  await gallery.found.list.answered()
  expect(gallery.shape.aspects).toBe(aspects)
  expect(gallery.shape.days).toBe(days)
  gallery.found.query.type('', 0)
  await expect.poll(() => gallery.shape.aspects.length).toBe(500)
})

test('favourites of all that are picked, as one step; what has changed is shown at once', async () => {
  const { gallery, asked, steps } = open(10)
  gallery.open()
  await expect.poll(() => gallery.shape.of).toBe(10)
  gallery.found.picked.only(2)
  gallery.found.picked.toggle(4)
  await gallery.toggleFavourite()
  expect(asked.slice(-2)).toEqual(['favourite picture-2 true', 'favourite picture-4 true'])
  expect(steps).toHaveLength(1)
  expect(gallery.found.at(2)?.favourite).toBe(true)
  await steps[0]!.put(steps[0]!.before)
  expect(asked.slice(-2)).toEqual(['favourite picture-2 false', 'favourite picture-4 false'])
})

test('two to four are compared; the trash takes what is picked, and gives it back', async () => {
  const { gallery, asked, steps } = open(10)
  gallery.open()
  await expect.poll(() => gallery.shape.of).toBe(10)
  gallery.found.picked.only(0)
  gallery.compare()
  expect(gallery.compared).toEqual([])
  gallery.found.picked.toggle(1)
  gallery.compare()
  expect(gallery.compared.map(({ id }) => id)).toEqual(['picture-0', 'picture-1'])
  gallery.compare()
  expect(gallery.compared).toEqual([])
  await gallery.trash()
  expect(gallery.found.picked.count).toBe(0)
  await steps[0]!.put(steps[0]!.before)
  expect(asked.slice(-2)).toEqual(['restore picture-0', 'restore picture-1'])
})

test('compared pictures say in what they differ', () => {
  const [one, other] = [picture(1), { ...picture(2), width: 768 }]
  expect(differences([one, other], look)).toEqual(['Size 512 × 768', 'Size 768 × 768'])
  expect(differences([one, picture(3)], look)).toEqual(['1.png', '3.png'])
})
