// The engine of whoever opens a data folder and makes no pictures: there is none, and whatever asks it for something is told.
import { AppError } from '../base/errors.ts'
import type { EngineCalls } from '../contract/engine.ts'
import type { EngineState } from '../contract/studio.ts'
import type { EngineLink } from './engine-link.ts'

const state: EngineState = { state: 'stopped', reason: null, device: '' }

async function refuse(): Promise<never> {
  throw new AppError('engine/cannot-start')
}

export const noEngine: EngineLink = {
  calls: new Proxy({} as EngineCalls, { get: () => refuse }),
  state: () => state,
  ready: refuse,
  listen: () => () => undefined,
  close: async () => undefined,
}
