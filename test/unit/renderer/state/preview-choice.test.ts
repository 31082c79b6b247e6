// Pictures that stand for items: whichever way they are chosen, it is one step of the library's history.
import { expect, test } from 'vitest'
import { PreviewChoice } from '../../../../src-renderer/state/library/preview-choice.svelte.ts'

type Recorded = { before: unknown; after: unknown; put(to: unknown): Promise<void> }

function open() {
  const recorded: Recorded[] = []
  const asked: unknown[] = []
  const before = [{ ids: ['ink'], change: { preview: null } }]
  const answer = (name: string) => (input: unknown) => {
    asked.push([name, input])
    return Promise.resolve({ before, preview: 'abc' })
  }
  const parts = {
    studio: {
      backend: {
        sendPreview: (file: Blob) => Promise.resolve(`hash of ${file.size}`),
        find: { choosePreview: answer('choose'), preferPreview: answer('prefer'), edit: answer('edit') },
      },
    },
    histories: {
      at: () => ({
        record: (step: Recorded) => recorded.push(step),
        during: (doing: Promise<unknown>) => doing,
      }),
    },
    toasts: {
      attempt: (act: () => Promise<unknown>) =>
        act().then(
          () => true,
          () => false,
        ),
    },
  }
  const choice = new PreviewChoice(parts as unknown as ConstructorParameters<typeof PreviewChoice>[0])
  return { choice, recorded, asked, before }
}

test('one of our pictures is chosen; the step puts back what was there, and does it again', async () => {
  const { choice, recorded, asked, before } = open()
  expect(await choice.choose(['ink'], 'picture')).toBe(true)
  const [step] = recorded
  expect(step).toMatchObject({ before, after: [{ ids: ['ink'], change: { preview: 'abc' } }] })
  await step!.put(step!.before)
  await step!.put(step!.after)
  expect(asked).toEqual([
    ['choose', { ids: ['ink'], picture: 'picture' }],
    ['edit', { edits: before }],
    ['edit', { edits: step!.after }],
  ])
})

test('so are one of its own, and a file', async () => {
  const { choice, recorded, asked } = open()
  await choice.prefer('ink', 'embedded')
  await choice.send(['ink'], new Blob(['four']))
  expect(asked).toEqual([
    ['prefer', { id: 'ink', from: 'embedded', place: 0 }],
    ['edit', { edits: [{ ids: ['ink'], change: { preview: 'hash of 4' } }] }],
  ])
  expect(recorded.map(({ after }) => after)).toEqual([
    [{ ids: ['ink'], change: { preview: 'abc' } }],
    [{ ids: ['ink'], change: { preview: 'hash of 4' } }],
  ])
})
