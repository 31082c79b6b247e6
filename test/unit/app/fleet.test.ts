import { expect, test } from 'vitest'
import { generateOn, type EngineListener } from '../../../src-main/app/engine-link.ts'
import { createFleet } from '../../../src-main/app/fleet.ts'
import type { EngineGenerateCall } from '../../../src-main/contract/engine.ts'
import { createFakeEngine } from '../../support/fake-engine.ts'

test('each engine has its own door, and the local one comes first', async () => {
  const [here, there] = [createFakeEngine(), createFakeEngine()]
  const fleet = createFleet([here, there])
  expect(fleet.local.link).toBe(here)
  const leave = await fleet.engines[0]!.gate.enter('job')
  // Busy here, free there.
  const entered = await fleet.engines[1]!.gate.enter('job')
  entered()
  leave()
})

test('a job hears what is told of it, on its own link, and nothing afterwards', async () => {
  const listeners = new Set<Partial<EngineListener>>()
  const tell = (jobId: string): void =>
    listeners.forEach((listener) => listener.progress?.({ ...progress, jobId }))
  const progress = {
    phase: 'text' as const,
    image: 0,
    together: 1,
    step: 0,
    steps: 1,
    secondsPerStep: null,
    secondsLeft: null,
  }
  const heard: string[] = []
  const engine = createFakeEngine()
  const link = {
    calls: {
      ...engine.calls,
      generate: async () => {
        tell('mine')
        tell('another')
        return {
          seconds: { load: 0, text: 0, denoise: 0, decode: 0 },
          stepsPerSecond: 0,
          stopped: false,
          device: '',
          warnings: [],
        }
      },
    },
    listen(listener: Partial<EngineListener>) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  await generateOn(link, { jobId: 'mine' } as EngineGenerateCall, {
    progress: ({ jobId }) => heard.push(jobId),
    picture: () => undefined,
  })
  tell('mine')
  expect(heard).toEqual(['mine'])
})
