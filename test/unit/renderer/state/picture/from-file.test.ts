// The settings of a picture file in the draft: one step of the history, and what has no place is told and stays.
import { expect, it } from 'vitest'
import { plainEntry } from '../../../../../src-main/contract/adapter.ts'
import { mostPictureBytes, type PictureSettings } from '../../../../../src-main/contract/picture-settings.ts'
import { AppError } from '../../../../../src-main/base/errors.ts'
import { remark } from '../../../../../src-main/messages/table.ts'
import type { Backend } from '../../../../../src-renderer/backend/backend.ts'
import { Look } from '../../../../../src-renderer/state/look.svelte.ts'
import { Draft } from '../../../../../src-renderer/state/picture/draft.svelte.ts'
import { FromFile } from '../../../../../src-renderer/state/picture/from-file.ts'
import { Toasts } from '../../../../../src-renderer/state/toasts.svelte.ts'
import { demoWorkspace, fakeBackend } from '../../../../support/fake-backend.ts'
import { testHistories } from '../../../../support/test-histories.ts'

const ink = { ...plainEntry({ id: 'one', adapter: 'ink', name: 'ink', weight: 0.5 }), fromTag: true }
const found: PictureSettings = {
  from: 'a1111',
  settings: { prompt: 'a pear <lora:ink:0.5>', seed: '7', steps: 30, width: 256, stack: [ink] },
  left: [],
}
const missing = remark('picture-settings/model-missing', { name: 'gone', hash: '' })

function open(
  pictureSettings: Backend['pictureSettings'],
  pastedSettings: (text: string) => PictureSettings | null = () => null,
) {
  const backend = fakeBackend({ pictureSettings, pastedSettings })
  const [toasts, look] = [new Toasts(), new Look()]
  const histories = testHistories(toasts, look)
  const draft = new Draft(backend, demoWorkspace, histories.at('create'))
  return { toasts, histories, draft, fromFile: new FromFile({ backend, draft, histories, toasts, look }) }
}
const file = (name = 'pear.png', size = 3): File => {
  const one = new File(['abc'], name)
  return size === 3 ? one : Object.defineProperty(one, 'size', { value: size })
}

it('takes everything over in one step, with the way back', async () => {
  const { draft, fromFile, histories, toasts } = open(() => Promise.resolve(found))
  const before = draft.form
  await fromFile.take(file())
  expect(draft.form).toEqual({ ...before, ...found.settings })
  expect(histories.at('create').timeline.done).toHaveLength(1)
  expect(toasts.list.map(({ message }) => message)).toEqual(['The settings of “pear.png” are in use.'])
  toasts.list[0]!.action!.run()
  await expect.poll(() => draft.form).toEqual(before)
})

it('a pasted text is taken over in the same way', async () => {
  const never = (): Promise<never> => Promise.reject(new AppError('picture-settings/none'))
  const { draft, fromFile, histories, toasts } = open(never, (text) => ({
    ...found,
    settings: { ...found.settings, prompt: text },
    left: [missing],
  }))
  const before = draft.form
  await fromFile.takeText('a pear')
  expect(draft.form).toEqual({ ...before, ...found.settings, prompt: 'a pear' })
  expect(histories.at('create').timeline.done).toHaveLength(1)
  expect(toasts.list.map(({ message, lines }) => [message, lines?.map(({ code }) => code)])).toEqual([
    ['The pasted settings are in use, except for this:', ['picture-settings/model-missing']],
  ])
  toasts.list[0]!.action!.run()
  await expect.poll(() => draft.form).toEqual(before)
})

it('a pasted text of words alone changes nothing', async () => {
  const { draft, fromFile, toasts } = open(() => Promise.resolve(found))
  const before = draft.form
  await fromFile.takeText('a pear')
  expect([draft.form, toasts.list]).toEqual([before, []])
})

it('what has no place is told by its name, one list at a time', async () => {
  const answers = [
    { ...found, left: [missing] },
    { ...found, left: [missing, remark('picture-settings/steered')] },
  ]
  const { fromFile, toasts } = open(() => Promise.resolve(answers.shift()!))
  await fromFile.take(file('a.png'))
  await fromFile.take(file('b.png'))
  expect(toasts.list.map(({ message, lines }) => [message, lines?.map(({ code }) => code)])).toEqual([
    [
      'The settings of “b.png” are in use, except for this:',
      ['picture-settings/model-missing', 'picture-settings/steered'],
    ],
  ])
})

it('the list is there as long as the settings are in use', async () => {
  const { fromFile, histories, toasts } = open(() => Promise.resolve({ ...found, left: [missing] }))
  await fromFile.take(file())
  expect(toasts.list).toHaveLength(1)
  await histories.at('create').undo()
  expect(toasts.list).toEqual([])
  await histories.at('create').redo()
  expect(toasts.list).toHaveLength(1)
})

it.each([
  [
    'refused',
    () => open(() => Promise.reject(new AppError('picture-settings/none'))),
    3,
    'picture-settings/none',
  ],
  [
    'too large to be sent',
    () => open(() => Promise.reject(new Error('sent'))),
    mostPictureBytes + 1,
    'picture-settings/too-large',
  ],
])('a file that is %s changes nothing and is told', async (_, start, size, code) => {
  const { draft, fromFile, histories, toasts } = start()
  const before = draft.form
  await fromFile.take(file('pear.png', size))
  expect(draft.form).toBe(before)
  expect(histories.at('create').timeline.done).toEqual([])
  expect(toasts.list.map(({ report }) => report?.code)).toEqual([code])
})

it('of two asked for at once the later one counts, whichever is read first', async () => {
  const first = Promise.withResolvers<PictureSettings>()
  const { draft, fromFile } = open((blob) =>
    (blob as File).name === 'first.png' ? first.promise : Promise.resolve(found),
  )
  const slow = fromFile.take(file('first.png'))
  await fromFile.take(file('second.png'))
  first.resolve({ ...found, settings: { prompt: 'from the first' } })
  await slow
  expect(draft.form.prompt).toBe(found.settings.prompt)
})

it('of several that are dropped the first is used, which is said', async () => {
  const asked: string[] = []
  const { fromFile, toasts } = open((blob) => {
    asked.push((blob as File).name)
    return Promise.resolve(found)
  })
  const dropped = ['a.png', 'b.png'].map((name) => ({
    name,
    kind: 'picture' as const,
    file: file(name),
    entry: null,
  }))
  await fromFile.taker.take(dropped)
  expect(asked).toEqual(['a.png'])
  expect(toasts.list[0]?.message).toBe('One picture has its settings used at a time: “a.png”.')
})
