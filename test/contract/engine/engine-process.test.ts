// The engine as a process of its own: killed in the middle of a picture, it is reported, replaced, and draws the next.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createBirpc } from 'birpc'
import { expect, test } from 'vitest'
import type { EngineCalls, EngineGenerateCall } from '../../../src-main/contract/engine.ts'
import { generationRequestSchema } from '../../../src-main/contract/generation.ts'
import { artefactsOf } from '../../../src-main/contract/artefact.ts'
import { forkEngine } from '../../../src-main/shells/server/engine-host.ts'
import { childrenOf } from '../../support/processes.ts'

function call(name: string, steps: number): EngineGenerateCall {
  const model = join(import.meta.dirname, '../../../models/emoji-diffusion-128.safetensors')
  const request = generationRequestSchema.parse({
    ...{ model, prompt: 'panda', width: 128, height: 128, steps, guidance: 5 },
    ...{ sampler: 'euler', scheduler: 'normal', seed: '1' },
  })
  return { jobId: name, request, artefacts: artefactsOf([model]), device: 'cpu' }
}

test('kill -9 in the middle of a picture fails that job by name, and the next picture is made', async () => {
  const engine = forkEngine({ showOutput: false })
  try {
    await engine.ready()
    const states: string[] = []
    const told: string[] = []
    let killed = false
    const end = engine.listen({
      state: ({ state }) => states.push(state),
      log: (level, message) => told.push(`${level} ${message}`),
      progress({ phase, step }) {
        if (phase !== 'denoise' || step < 2 || killed) return
        killed = true
        const [child] = childrenOf(process.pid)
        process.kill(child!, 'SIGKILL')
      },
    })
    await expect(engine.calls.generate(call('first', 400))).rejects.toMatchObject({ code: 'engine/died' })
    const pictures: string[] = []
    const endPictures = engine.listen({ picture: (jobId) => pictures.push(jobId) })
    await engine.calls.generate(call('second', 2))
    expect(pictures).toEqual(['second'])
    endPictures()
    expect(told).toEqual([expect.stringMatching(/^error .*SIGKILL/)])
    expect(states).toContain('starting')
    end()
  } finally {
    await engine.close()
  }
})

test('an engine whose host is gone goes too', async () => {
  const engine = forkEngine({ showOutput: false })
  await engine.ready()
  const [child] = childrenOf(process.pid)
  await engine.close()
  expect(() => process.kill(child!, 0)).toThrow()
})

// By its own last act, which gives up what it writes; not by an error at the answer that nobody hears.
test('an engine whose host is gone before the answer ends in its own way', async () => {
  const program = join(import.meta.dirname, '../../../src-main/shells/engine/main.ts')
  const child = fork(program, [], { serialization: 'advanced', stdio: 'ignore' })
  const rpc = createBirpc<EngineCalls>(
    {},
    {
      post: (message) => child.send(message as object),
      on: (receive) => child.on('message', receive),
      timeout: -1,
    },
  )
  await rpc.hello()
  for (let asked = 0; asked < 100; asked++) rpc.hello().catch(() => undefined)
  child.disconnect()
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
})
