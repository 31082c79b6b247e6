// A pasted prompt that says how a picture was made is offered as settings, as long as it stands as it was pasted.
import { expect, it } from 'vitest'
import { AppError } from '../../../../../src-main/base/errors.ts'
import { mostPastedLength, type PictureSettings } from '../../../../../src-main/contract/picture-settings.ts'
import { Draft } from '../../../../../src-renderer/state/picture/draft.svelte.ts'
import { FromFile } from '../../../../../src-renderer/state/picture/from-file.ts'
import { Look } from '../../../../../src-renderer/state/look.svelte.ts'
import { PastedSettings } from '../../../../../src-renderer/state/picture/pasted-settings.svelte.ts'
import { Toasts } from '../../../../../src-renderer/state/toasts.svelte.ts'
import { demoWorkspace, fakeBackend } from '../../../../support/fake-backend.ts'
import { testHistories } from '../../../../support/test-histories.ts'

const block = 'a pear\nSteps: 30, Seed: 7, Size: 256x256'
const found: PictureSettings = { from: 'a1111', settings: { prompt: 'a pear', steps: 30 }, left: [] }

function open(answer: (text: string) => PictureSettings | null | Promise<PictureSettings | null>) {
  const asked: string[] = []
  const backend = {
    ...fakeBackend(),
    prompt: {
      ...fakeBackend().prompt,
      async pastedSettings({ text }: { text: string }) {
        asked.push(text)
        return answer(text)
      },
    },
  }
  const [toasts, look] = [new Toasts(), new Look()]
  const histories = testHistories(toasts, look)
  const draft = new Draft(backend, demoWorkspace, histories.at('create'))
  const fromFile = new FromFile({ backend, draft, histories, toasts, look })
  const pasted = new PastedSettings({ backend, draft, fromFile })
  const paste = (text: string): Promise<void> => {
    draft.change({ prompt: text })
    return pasted.look(text, text)
  }
  return { asked, draft, histories, paste, pasted, toasts }
}

it('is used by one step, and offered again when that is taken back', async () => {
  const { draft, histories, paste, pasted } = open(() => found)
  await paste(block)
  expect(pasted.isOffered).toBe(true)
  expect(draft.form.prompt).toBe(block)
  await pasted.use()
  expect(draft.form).toMatchObject({ prompt: 'a pear', steps: 30 })
  expect(pasted.isOffered).toBe(false)
  await histories.at('create').undo()
  expect(draft.form).toEqual({ ...demoWorkspace.request, prompt: block })
  expect(pasted.isOffered).toBe(true)
})

it('is not offered once something else is written', async () => {
  const { draft, paste, pasted } = open(() => found)
  await paste(block)
  draft.change({ prompt: `${block} and more` })
  expect(pasted.isOffered).toBe(false)
})

it('nobody is asked about words that cannot be settings, or are too many', async () => {
  const { asked, paste, pasted } = open(() => found)
  for (const text of ['a pear, best quality', `Steps: ${'a'.repeat(mostPastedLength)}`]) {
    await paste(text)
    expect(pasted.isOffered).toBe(false)
  }
  expect(asked).toEqual([])
})

it('words that the host finds no settings in stay words, and so do all while it is away', async () => {
  const { paste, pasted, asked } = open((text) => {
    if (text.startsWith('gone')) throw new AppError('request/no-answer')
    return null
  })
  for (const text of ['Steps: of stone', 'gone Steps: of stone']) {
    await paste(text)
    expect(pasted.isOffered).toBe(false)
  }
  expect(asked).toHaveLength(2)
})

it('why settings cannot be used is told to whoever wants them', async () => {
  const { draft, paste, pasted, toasts } = open(() => {
    throw new AppError('picture-settings/too-many-adapters', { most: 100 })
  })
  await paste(block)
  expect([pasted.isOffered, toasts.list]).toEqual([true, []])
  await pasted.use()
  expect(toasts.list.map(({ report }) => report?.code)).toEqual(['picture-settings/too-many-adapters'])
  expect(draft.form.prompt).toBe(block)
})

it('of two texts the later one counts, whichever is read first', async () => {
  const first = Promise.withResolvers<PictureSettings | null>()
  const { paste, pasted } = open((text) => (text === block ? first.promise : null))
  const slow = paste(block)
  await paste('Steps: of stone')
  first.resolve(found)
  await slow
  expect(pasted.isOffered).toBe(false)
})
