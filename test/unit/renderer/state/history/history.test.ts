// The history of a place: what was done is taken back and done again, one after the other, whatever it was.
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { History } from '../../../../../src-renderer/state/history/history.svelte.ts'
import { takenBack } from '../../../../../src-renderer/state/history/taken-back.ts'

const attempt = async (act: () => Promise<unknown>): Promise<boolean> => {
  try {
    await act()
    return true
  } catch {
    return false
  }
}

type Card = { id: string; weight: number; on: boolean }
type World = { prompt: string; seed: string | null; stack: readonly Card[]; trash: readonly string[] }
const firstWorld: World = {
  prompt: 'a red wall',
  seed: null,
  stack: [
    { id: 'a', weight: 1, on: true },
    { id: 'b', weight: 0.5, on: false },
  ],
  trash: [],
}

/** A place in which things are done as controllers do them: some at once, some when a host has answered. */
function place() {
  let clock = 0
  let world = firstWorld
  const history = new History(attempt, () => clock)
  const form = (change: Partial<World>, key: string | null): void => {
    const before = Object.fromEntries(
      Object.keys(change).map((name) => [name, world[name as keyof World]]),
    ) as Partial<World>
    world = { ...world, ...change }
    history.record<Partial<World>>({
      name: () => '',
      key,
      before,
      after: change,
      put(to, from) {
        world = takenBack(world, { ...world, ...from }, { ...world, ...to })
      },
    })
  }
  return {
    history,
    get world() {
      return world
    },
    wait: (ms: number) => (clock += ms),
    form,
    slow: (id: string) =>
      history.act({
        name: () => '',
        key: null,
        before: false,
        after: true,
        put: async (gone: boolean) => {
          await Promise.resolve()
          const others = world.trash.filter((one) => one !== id)
          world = { ...world, trash: gone ? [...others, id] : others }
        },
      }),
  }
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b', ',', ' '), maxLength: 6 })
const command = fc.oneof(
  fc.record({ do: fc.constant('type' as const), text: letters }),
  fc.record({ do: fc.constant('seed' as const), seed: fc.option(fc.nat(9).map(String)) }),
  fc.record({ do: fc.constant('add' as const), id: fc.constantFrom('c', 'd', 'e') }),
  fc.record({ do: fc.constant('remove' as const), at: fc.nat(4) }),
  fc.record({ do: fc.constant('weight' as const), at: fc.nat(4), weight: fc.integer({ min: -4, max: 4 }) }),
  fc.record({ do: fc.constant('move' as const), from: fc.nat(4), to: fc.nat(4) }),
  fc.record({ do: fc.constant('clear' as const) }),
  fc.record({ do: fc.constant('trash' as const), id: fc.constantFrom('p', 'q') }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(10, 2000) }),
  fc.record({ do: fc.constant('seal' as const) }),
)
type Act = typeof command extends fc.Arbitrary<infer Value> ? Value : never

async function perform(here: ReturnType<typeof place>, act: Act): Promise<void> {
  const { stack } = here.world
  if (act.do === 'type') here.form({ prompt: act.text }, 'prompt')
  else if (act.do === 'seed') here.form({ seed: act.seed }, 'seed')
  else if (act.do === 'clear') here.form({ stack: [], prompt: '' }, null)
  else if (act.do === 'trash') {
    // What is in the trash already is not there to be put into it.
    if (!here.world.trash.includes(act.id)) await here.slow(act.id)
  } else if (act.do === 'wait') here.wait(act.ms)
  else if (act.do === 'seal') here.history.seal()
  else if (act.do === 'add') {
    if (!stack.some(({ id }) => id === act.id))
      here.form({ stack: [...stack, { id: act.id, weight: 1, on: true }] }, null)
  } else if (act.do === 'remove') {
    if (act.at < stack.length) here.form({ stack: stack.toSpliced(act.at, 1) }, null)
  } else if (act.do === 'weight') {
    const card = stack[act.at]
    if (card) here.form({ stack: stack.with(act.at, { ...card, weight: act.weight }) }, `card ${card.id}`)
  } else if (act.from < stack.length) {
    const card = stack[act.from]!
    here.form({ stack: stack.toSpliced(act.from, 1).toSpliced(act.to, 0, card) }, `order ${card.id}`)
  }
}

describe('whatever is done', () => {
  test('Undo to the end brings back the first state, and Redo to the end the last', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 30 }), async (acts) => {
        const here = place()
        for (const act of acts) await perform(here, act)
        const last = here.world
        while ((await here.history.undo()) !== null);
        expect(here.world).toEqual(firstWorld)
        while ((await here.history.redo()) !== null);
        expect(here.world).toEqual(last)
      }),
    )
  })

  test('a step back and a step forth change nothing, at any time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 20 }), fc.nat(20), async (acts, back) => {
        const here = place()
        for (const act of acts) await perform(here, act)
        for (let step = 0; step < back; step++) await here.history.undo()
        const { world } = here
        if ((await here.history.undo()) === null) return
        await here.history.redo()
        expect(here.world).toEqual(world)
      }),
    )
  })

  test('one step of many can be taken back, and what else was done stays', async () => {
    const here = place()
    here.form({ stack: firstWorld.stack.slice(1), prompt: 'a wall' }, null)
    const removal = here.history.next!
    here.form({ seed: '7' }, 'seed')
    here.form({ prompt: 'a wall, at night' }, 'prompt')
    here.form({ stack: [{ id: 'b', weight: 0.9, on: false }] }, 'card b')
    await here.history.takeBack(removal)
    expect(here.world).toEqual({
      prompt: 'a red wall, at night',
      seed: '7',
      stack: [firstWorld.stack[0], { id: 'b', weight: 0.9, on: false }],
      trash: [],
    })
    // Once: it is not there any more.
    expect(await here.history.takeBack(removal)).toBeNull()
  })
})

describe('one step', () => {
  test('are the letters of a word, and not what comes after a pause', async () => {
    const here = place()
    for (const prompt of ['a', 'ab', 'ab c']) here.form({ prompt }, 'prompt')
    here.wait(2000)
    here.form({ prompt: 'ab c, d' }, 'prompt')
    await here.history.undo()
    expect(here.world.prompt).toBe('ab c')
    await here.history.undo()
    expect(here.world.prompt).toBe('a red wall')
  })

  test('is what the hand holds, however long', async () => {
    const here = place()
    here.history.hold()
    for (const seed of ['1', '2', '3']) {
      here.form({ seed }, 'seed')
      here.wait(5000)
    }
    here.history.release()
    here.form({ seed: '4' }, 'seed')
    await here.history.undo()
    expect(here.world.seed).toBe('3')
    await here.history.undo()
    expect(here.world.seed).toBeNull()
  })

  test('that ends where it began was not done', () => {
    const here = place()
    here.form({ prompt: 'a red wall!' }, 'prompt')
    here.form({ prompt: 'a red wall' }, 'prompt')
    expect(here.history.next).toBeNull()
  })

  test('done anew leaves nothing to do again', async () => {
    const here = place()
    here.form({ seed: '1' }, 'seed')
    await here.history.undo()
    expect(here.history.redoable).not.toBeNull()
    here.form({ seed: '2' }, 'seed')
    expect(here.history.redoable).toBeNull()
  })
})

describe('what takes time', () => {
  test('is in the history at once; Undo waits until it is done', async () => {
    const here = place()
    here.form({ seed: '1' }, 'seed')
    const trashing = here.slow('p')
    const undone = here.history.undo()
    await Promise.all([trashing, undone])
    expect(here.world).toEqual({ ...firstWorld, seed: '1' })
  })

  test('and fails was not done; one that cannot be taken back stays', async () => {
    const here = place()
    const no = new Error('no')
    const step = { name: () => '', key: null, before: 0, after: 1 }
    expect(await here.history.act({ ...step, put: () => Promise.reject(no) })).toBeNull()
    expect(here.history.next).toBeNull()
    const put = vi.fn<(to: number) => Promise<void>>()
    put.mockResolvedValueOnce(undefined).mockRejectedValueOnce(no).mockResolvedValue(undefined)
    const entry = await here.history.act({ ...step, put })
    expect(entry).not.toBeNull()
    expect(await here.history.undo()).toBeNull()
    expect(here.history.next).toBe(entry)
    expect(await here.history.undo()).toBe(entry)
  })

  test('lets what is done meanwhile come after it', async () => {
    let answer: () => void = () => undefined
    const slow = { name: () => 'slow', key: null, before: 0, after: 1 }
    const quick = { name: () => 'quick', key: null, before: 'a', after: 'b', put: () => undefined }
    const history = new History(attempt)
    history.record({ ...slow, put: () => new Promise<void>((resolve) => (answer = resolve)) })
    const back = history.undo()
    history.record(quick)
    answer()
    await back
    // It went before the other was done: it is not done again after it.
    expect(history.redoable).toBeNull()
    expect(history.timeline.done.map(({ step }) => step.name({} as never))).toEqual(['quick'])
    await history.undo()
    await history.redo()
    expect(history.timeline.done).toHaveLength(1)
  })

  test('and is done again comes before what is done meanwhile', async () => {
    let answer: () => void = () => undefined
    const history = new History(attempt)
    history.record({
      name: () => 'slow',
      key: null,
      before: 0,
      after: 1,
      put: (to: number) => (to === 0 ? undefined : new Promise<void>((resolve) => (answer = resolve))),
    })
    await history.undo()
    await new Promise((resolve) => setTimeout(resolve))
    const forth = history.redo()
    history.record({ name: () => 'quick', key: null, before: 'a', after: 'b', put: () => undefined })
    answer()
    await forth
    expect(history.timeline.done.map(({ step }) => step.name({} as never))).toEqual(['slow', 'quick'])
  })

  test('what becomes a step when the host has answered is waited for, and is what goes back', async () => {
    let answer: (value: string) => void = () => undefined
    const seen: string[] = []
    const history = new History(attempt)
    const step = (name: string) => ({ name: () => name, key: null, before: `not ${name}`, after: name })
    history.record({ ...step('first'), put: (to) => void seen.push(to) })
    const doing = new Promise<string>((resolve) => (answer = resolve)).then((name) =>
      history.record({ ...step(name), put: (to) => void seen.push(to) }),
    )
    void history.during(doing)
    const back = history.undo()
    await new Promise((resolve) => setTimeout(resolve))
    expect(seen).toEqual([])
    answer('second')
    await back
    expect(seen).toEqual(['not second'])
    await history.undo()
    expect(seen).toEqual(['not second', 'not first'])
  })

  test('walking to a step goes there and back', async () => {
    const here = place()
    for (const seed of ['1', '2', '3', '4']) {
      here.form({ seed }, 'seed')
      here.history.seal()
    }
    const second = here.history.timeline.done[1]!
    await here.history.goTo(second)
    expect(here.world.seed).toBe('2')
    await here.history.goTo(here.history.timeline.undone[0]!)
    expect(here.world.seed).toBe('4')
    await here.history.goTo(null)
    expect(here.world.seed).toBeNull()
  })
})
