// The engine and its stand-in are one and the same to the host.
import { mkdtemp, rm } from 'node:fs/promises'
import { globSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineLink } from '../../../src-main/app/engine-link.ts'
import { generationRequestSchema } from '../../../src-main/contract/generation.ts'
import { forkEngine } from '../../../src-main/shells/server/engine-host.ts'
import { demoModel } from '../../support/demo-base.ts'
import { createFakeEngine } from '../../support/fake-engine.ts'
import { childrenOf } from '../../support/processes.ts'
import { madePictures } from '../../support/training-run.ts'
import { engineCases, type EngineCandidate } from './engine-cases.ts'

const [adapter] = globSync(join(demoModel, '../adapters/*.safetensors')).toSorted()

async function candidate(link: EngineLink, kill: () => void): Promise<EngineCandidate> {
  const folder = await mkdtemp(join(tmpdir(), 'lamina-test-'))
  await madePictures(folder)
  return {
    link,
    kill,
    adapter: adapter!,
    pictures: folder,
    request: (change) =>
      generationRequestSchema.parse({
        ...{ model: demoModel, prompt: 'panda', width: 64, height: 64, steps: 3, guidance: 4 },
        ...{ sampler: 'euler', scheduler: 'normal', seed: '7' },
        ...change,
      }),
    async close() {
      await link.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

engineCases('the demo model', () => {
  const modulePath = join(import.meta.dirname, '../../support/scarce-engine-program.ts')
  const link = forkEngine({ modulePath })
  return candidate(link, () => {
    for (const child of childrenOf(process.pid)) process.kill(child, 'SIGKILL')
  })
})

engineCases('the stand-in', () => {
  const link = createFakeEngine({ stepMs: 5 })
  return candidate(link, () => link.die())
})
