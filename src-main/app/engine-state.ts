// What the engine is doing, in the device's own words, told as it changes.
import type { EngineState, Publish } from '../contract/studio.ts'
import type { DeviceList } from './devices.ts'
import type { EngineLink } from './engine-link.ts'

export type EngineReporter = {
  state(): EngineState
  close(): void
}

/** Asks for the devices as soon as the engine is there. */
export function engineReporter(
  engine: EngineLink,
  devices: DeviceList,
  publish: Publish<'engine'>,
): EngineReporter {
  // Once: a device whose check kills the engine must not do so again and again.
  let asked = false
  function askForDevices(): void {
    if (asked) return
    asked = true
    // A failure here shows in the engine's own state.
    devices.refresh().catch(() => undefined)
  }
  function named(state: EngineState): EngineState {
    const label = devices.known().find(({ name }) => name === state.device)?.label
    return { ...state, device: label ?? state.device }
  }
  const close = engine.listen({
    state(state) {
      publish({ type: 'engine', engine: named(state) })
      if (state.state === 'ready') askForDevices()
    },
  })
  if (engine.state().state === 'ready') askForDevices()
  return { state: () => named(engine.state()), close }
}
