// The draft over random edits of a person: each can be taken back, prompt and cards together.
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AdapterSummary } from '../../../../../src-main/contract/library.ts'
import type { WorkspaceChange } from '../../../../../src-main/contract/workspace-fields.ts'
import { en } from '../../../../../src-renderer/messages/en.ts'
import { Histories } from '../../../../../src-renderer/state/history/histories.svelte.ts'
import { Draft } from '../../../../../src-renderer/state/picture/draft.svelte.ts'
import { AdapterLibrary } from '../../../../../src-renderer/state/stack/adapter-library.svelte.ts'
import { AdapterShelf } from '../../../../../src-renderer/state/stack/adapter-shelf.svelte.ts'
import { Stack } from '../../../../../src-renderer/state/stack/stack.svelte.ts'
import { Toasts } from '../../../../../src-renderer/state/toasts.svelte.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
// The files of the interface share their clock.
afterEach(() => void vi.useRealTimers())

const adapter = (name: string): AdapterSummary =>
  ({
    id: `id-${name}`,
    name,
    missing: false,
    problem: null,
    preferredWeight: 0.8,
    triggerGroups: [[`${name} words`]],
    range: { min: -0.5, max: 1.5 },
  }) as unknown as AdapterSummary
const adapters = ['ink', 'wash', 'paper'].map(adapter)

/** The controllers of Create, over a host that only keeps what it is given. */
function create(save: (change: WorkspaceChange) => void | Promise<void> = () => undefined) {
  const toasts = new Toasts()
  const look = { words: en } as never
  const place = { current: 'create', detail: null } as never
  const studio = {
    listen: () => undefined,
    backend: { adapters: { lookup: () => new Promise(() => undefined) } },
  } as never
  const shelf = new AdapterShelf(studio, adapters)
  const histories = new Histories({ place, toasts, look })
  const workspace = {
    request: {
      model: 'm',
      vae: null,
      prompt: 'a wall',
      negativePrompt: '',
      width: 512,
      height: 512,
      steps: 20,
      guidance: 5,
      sampler: 'euler',
      scheduler: 'normal',
      seed: null,
      noise: 'cpu',
      batch: 1,
      clipSkip: 1,
      profile: 'a1111',
      stack: [],
    },
    lastSeed: null,
    advancedOpen: false,
    live: false,
    liveSteps: null,
    insertedWords: {},
    selectedPictureId: null,
  } as never
  const history = histories.at('create')
  const draft = new Draft({ workspace: { save } } as never, workspace, history)
  const library = new AdapterLibrary({ studio, shelf, histories, toasts })
  const proofs = { of: () => null, onForgotten: () => undefined, want: () => undefined } as never
  const stack = new Stack({ draft, shelf, proofs, library, histories, toasts, look })
  const seen = () => ({ form: draft.form, words: wordsOf(draft) })
  return { draft, stack, history, toasts, seen }
}
/** Words of cards that are gone say nothing. */
function wordsOf(draft: Draft): unknown {
  const ids = draft.form.stack.map(({ id }) => id)
  return Object.entries(draft.insertedWords).filter(([id, words]) => ids.includes(id) && words.length > 0)
}

const which = fc.nat(4)
const edit = fc.oneof(
  fc.record({
    do: fc.constant('prompt' as const),
    text: fc.constantFrom(
      '',
      'a',
      'a wall',
      'a <lora:ink:0.5>',
      'a <lora:nobody:1>, b',
      '<lora:ink:1> <lora:wash:2>',
    ),
  }),
  fc.record({ do: fc.constant('seed' as const), seed: fc.option(fc.nat(9).map(String)) }),
  fc.record({ do: fc.constant('size' as const), width: fc.constantFrom(512, 768) }),
  { weight: 5, arbitrary: fc.record({ do: fc.constant('add' as const), which: fc.nat(2) }) },
  fc.record({ do: fc.constant('remove' as const), which }),
  fc.record({ do: fc.constant('weight' as const), which, weight: fc.constantFrom(-0.2, 0, 0.35, 1.25) }),
  fc.record({ do: fc.constant('turn' as const), which }),
  fc.record({ do: fc.constant('solo' as const), which }),
  fc.record({ do: fc.constant('move' as const), which, to: fc.nat(4) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('words' as const), which }) },
  fc.record({ do: fc.constant('clear' as const) }),
  fc.record({ do: fc.constant('load' as const) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(100, 1500) }),
)
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never

function perform({ draft, stack, history }: ReturnType<typeof create>, act: Edit): void {
  const entry = 'which' in act ? stack.entries[act.which] : undefined
  if (act.do === 'prompt') draft.change({ prompt: act.text })
  else if (act.do === 'seed') draft.change({ seed: act.seed })
  else if (act.do === 'size') draft.change({ width: act.width })
  else if (act.do === 'add') stack.add(adapters[act.which]!)
  else if (act.do === 'clear') stack.clear()
  else if (act.do === 'wait') vi.advanceTimersByTime(act.ms)
  else if (act.do === 'load')
    stack.take({ id: 's', name: 'S', createdAt: '', problem: null, stack: stack.entries.slice(0, 1) })
  else if (entry === undefined) history.seal()
  else if (act.do === 'remove') stack.remove(entry.id)
  else if (act.do === 'weight') stack.change(entry.id, { weight: act.weight })
  else if (act.do === 'turn') stack.turn(entry.id, !entry.on)
  else if (act.do === 'solo') stack.solo(entry.id)
  else if (act.do === 'move') stack.move(entry.id, act.to)
  else stack.toggleWords(entry.id, [`${entry.name} words`])
}

describe('whatever a person edits', () => {
  test('every Undo brings back what was there before the step, and Redo what it had made', async () => {
    let walked = 0
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 10, maxLength: 30 }), async (acts) => {
        const here = create()
        /** What was there, by the number of steps that were done. */
        const seen = [here.seen()]
        for (const act of acts) {
          perform(here, act)
          seen[here.history.timeline.done.length] = here.seen()
        }
        const steps = here.history.timeline.done.length
        for (let left = steps - 1; left >= 0; left--) {
          await here.history.undo()
          expect(here.seen()).toEqual(seen[left])
        }
        expect(await here.history.undo()).toBeNull()
        for (let done = 1; done <= steps; done++) {
          await here.history.redo()
          expect(here.seen()).toEqual(seen[done])
        }
        walked += steps
      }),
      { numRuns: 300 },
    )
    expect(walked).toBeGreaterThan(1000)
  })
})

test('a removed card comes back by its message though other things were done since', async () => {
  const { draft, stack, toasts } = create()
  stack.add(adapters[0]!)
  stack.toggleWords(stack.entries[0]!.id, ['ink words'])
  stack.remove(stack.entries[0]!.id)
  expect(draft.form.prompt).toBe('a wall')
  stack.add(adapters[1]!)
  draft.change({ prompt: 'a wall, at night', steps: 30 })
  toasts.list.at(-1)!.action!.run()
  await vi.waitFor(() => expect(stack.entries.map(({ name }) => name)).toEqual(['ink', 'wash']))
  expect(draft.form.steps).toBe(30)
  expect(draft.form.prompt).toContain('ink words')
  expect(draft.form.prompt).toContain('at night')
})

test('what is changed while a save is on its way is sent after it, and as it is then', async () => {
  const sent: WorkspaceChange[] = []
  const answers: (() => void)[] = []
  const { draft } = create((change) => {
    sent.push(change)
    return new Promise((done) => answers.push(done))
  })
  draft.change({ steps: 30 })
  await vi.advanceTimersByTimeAsync(1000)
  draft.change({ steps: 40 })
  await vi.advanceTimersByTimeAsync(1000)
  draft.change({ steps: 50 })
  await vi.advanceTimersByTimeAsync(1000)
  expect(sent.map(({ workspace }) => workspace.request.steps)).toEqual([30])
  answers[0]!()
  await vi.advanceTimersByTimeAsync(1000)
  expect(sent.map(({ workspace }) => workspace.request.steps)).toEqual([30, 50])
  answers[1]!()
  await vi.advanceTimersByTimeAsync(1000)
  expect(sent).toHaveLength(2)
})
