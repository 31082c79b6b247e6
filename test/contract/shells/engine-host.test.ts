// The engine process as the host sees it: it answers, it dies, there is a new one; its errors keep their codes.
import { writeFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { EngineGenerateCall, EngineProgress } from '../../../src-main/contract/engine.ts'
import { generationRequestSchema } from '../../../src-main/contract/generation.ts'
import type { EngineLink } from '../../../src-main/app/engine-link.ts'
import { forkEngine } from '../../../src-main/shells/server/engine-host.ts'

const modulePath = join(import.meta.dirname, '../../support/engine-program.ts')
let engine: EngineLink | null = null
afterEach(() => engine?.close())

const call = (prompt: string): EngineGenerateCall => ({
  jobId: 'job',
  request: generationRequestSchema.parse({
    model: 'm',
    prompt,
    width: 64,
    height: 64,
    steps: 1,
    guidance: 1,
    sampler: 'euler',
    scheduler: 'normal',
    seed: '0',
  }),
  device: 'cpu',
  artefacts: [],
})

/** The fake's steps per second are its process id. */
const pidOf = async (link: EngineLink): Promise<number> =>
  (await link.calls.generate(call(''))).stepsPerSecond

test('it starts, answers, and says what it does', async () => {
  engine = forkEngine({ modulePath })
  const states: string[] = []
  engine.listen({ state: ({ state }) => states.push(state) })
  expect(engine.state().state).toBe('starting')
  await pidOf(engine)
  expect(states).toEqual(['ready', 'working', 'ready'])
  expect(engine.state()).toEqual({ state: 'ready', reason: null, device: 'cpu' })
})

test('a stop does not overtake the picture it is meant for', async () => {
  engine = forkEngine({ modulePath })
  await engine.ready()
  const picture = engine.calls.generate(call('stopped before?'))
  await engine.calls.stop('job', 'cancel')
  expect((await picture).stopped).toBe(false)
})

test('a foreseen error keeps its code, its hint and its details', async () => {
  engine = forkEngine({ modulePath })
  await expect(engine.calls.generate(call('fail'))).rejects.toMatchObject({
    code: 'engine/out-of-memory',
    message: 'There is not enough memory for this picture.',
    hint: expect.stringContaining('smaller') as string,
    details: { bytes: 7 },
  })
})

test('killed in the middle of a blocking run: the call says so, and a new engine answers the next', async () => {
  engine = forkEngine({ modulePath })
  const before = await pidOf(engine)
  const shown = new Promise<EngineProgress>((resolve) => engine?.listen({ progress: resolve }))
  const hanging = engine.calls.generate(call('hang'))
  const { preview } = await shown
  expect(preview?.rgb).toBeInstanceOf(Uint8Array)
  process.kill(before, 'SIGKILL')
  await expect(hanging).rejects.toMatchObject({ code: 'engine/died', details: { how: 'SIGKILL' } })
  const after = await pidOf(engine)
  expect(after).not.toBe(before)
  expect(engine.state().state).toBe('ready')
})

test('one that never starts is given up, with its last words, and tried again when asked', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lamina-engine-')), 'never-starts.ts')
  writeFileSync(path, 'console.error("no such library"); process.exit(3)')
  engine = forkEngine({ modulePath: path })
  const refused = { code: 'engine/cannot-start', details: { reason: 'no such library' } }
  await expect(engine.ready()).rejects.toMatchObject(refused)
  expect(engine.state().state).toBe('stopped')
  await expect(engine.calls.generate(call(''))).rejects.toMatchObject(refused)
})

test('closing ends the process, even one that is blocked', async () => {
  engine = forkEngine({ modulePath })
  const pid = await pidOf(engine)
  const shown = new Promise((resolve) => engine?.listen({ progress: resolve }))
  engine.calls.generate(call('hang')).catch(() => undefined)
  await shown
  await engine.close()
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/)
})
