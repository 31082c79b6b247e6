// A strip that is done tells how its pictures answer to the weight; one that varies anything else tells nothing.
import { expect, test } from 'vitest'
import { stripResponses } from '../../../../src-main/app/library/strip-responses.ts'
import { plainEntry, type StackEntry } from '../../../../src-main/contract/adapter.ts'
import type { DraftSummary } from '../../../../src-main/contract/library.ts'
import { demoWorkspace } from '../../../support/fake-backend.ts'

function listen() {
  const put: unknown[] = []
  const noted: string[] = []
  const hashes = { sha256: 'own', autoV3: null }
  const responses = stripResponses({
    table: { putResponse: (...row) => put.push(row) },
    models: { hash: () => Promise.resolve('base') },
    adapters: { hash: () => Promise.resolve(hashes) },
    // A grey that is as far from black as the name of its file says, in hundredths.
    pictureWork: {
      difference: (one, other) => {
        const bytes = Uint8Array.of(Math.round(Math.abs(Number(other) - Number(one)) * 5))
        return Promise.resolve({ width: 1, height: 1, bytes })
      },
    },
    filePath: (id) => id.split(' ')[1]!,
    marks: { note: (model) => noted.push(model) },
    attempt: (write) => write(),
  })
  return { responses, put, noted }
}

const { request: form } = demoWorkspace
const request = (weight: number, change: Partial<StackEntry> = {}) => ({
  ...form,
  seed: '7',
  prompt: `a pear <lora:ink:${weight}>`,
  stack: [
    { ...plainEntry({ id: 'varied', adapter: 'ink', name: 'ink', weight }), ...change },
    plainEntry({ id: 'other', adapter: 'wash', name: 'wash', weight: 0.5 }),
  ],
})
const draft = (id: string, index: number, made: ReturnType<typeof request> | null): DraftSummary =>
  ({
    ...{ id, lane: 'strip', index, state: made === null ? 'waiting' : 'done' },
    record: made && { request: made },
  }) as unknown as DraftSummary

/** Pictures named after how grey they are. */
async function strip(
  { responses }: ReturnType<typeof listen>,
  frames: readonly (readonly [weight: number, grey: number, change?: Partial<StackEntry>])[],
): Promise<void> {
  frames.forEach(([, grey], index) => responses.hear(draft(`${index} ${grey}`, index, null)))
  frames.forEach(([weight, grey, change], index) =>
    responses.hear(draft(`${index} ${grey}`, index, request(weight, change))),
  )
  await responses.close()
}

test('each picture is compared with the one at weight 0, and the newest strip counts', async () => {
  const heard = listen()
  await strip(heard, [
    [1, 30],
    [0, 10],
    [0.5, 20],
  ])
  expect(heard.put).toEqual([
    [
      'own',
      'base',
      {
        version: 1,
        points: [
          [1, 0.2],
          [0.5, 0.1],
        ],
      },
    ],
  ])
  expect(heard.noted).toEqual([form.model])
})

test('without the picture at 0, with two things that differ, or with an entry that acts in part, nothing is known', async () => {
  const heard = listen()
  await strip(heard, [
    [1, 30],
    [0.5, 20],
  ])
  await strip(heard, [
    [1, 30],
    [0, 10, { adapter: 'another' }],
  ])
  const half = { blockWeights: [1, 0] }
  await strip(heard, [
    [1, 30, half],
    [0, 10, half],
  ])
  expect(heard.put).toEqual([])
})

test('of a strip that was ended early, what was made is compared', async () => {
  const heard = listen()
  const { responses } = heard
  for (const [index, id] of ['a 10', 'b 20', 'c 30'].entries()) responses.hear(draft(id, index, null))
  responses.hear(draft('a 10', 0, request(0)))
  responses.hear(draft('b 20', 1, request(0.5)))
  responses.hear({ ...draft('c 30', 2, null), state: 'cancelled' })
  await responses.close()
  expect(heard.put).toEqual([['own', 'base', { version: 1, points: [[0.5, 0.1]] }]])
})
