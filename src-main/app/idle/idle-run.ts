// One picture made in idle time: at the engine only as long as nobody else wants it, and then a small file.
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isCancelled } from '../../base/cancel.ts'
import { AppError } from '../../base/errors.ts'
import { writePicture } from '../../files/picture-file.ts'
import type { PictureWork } from '../../files/decoding/picture-work.ts'
import { makeOwnFolder } from '../data-folder.ts'
import { usedModels } from '../jobs/engine-call.ts'
import type { EngineGate } from '../jobs/engine-gate.ts'
import { runEngine, type EngineRunParts } from '../jobs/engine-run.ts'
import type { IdlePicture } from './idle-pictures.ts'

export type IdleRunner = {
  /**
   * Hands the small file to `keep`; whether that took it, null where it was given up before. Throws what keeps it from
   * being made.
   */
  make(picture: IdlePicture, keep: (bytes: Uint8Array) => Promise<boolean>): Promise<boolean | null>
  /** What is being made is given up at the engine's next step. */
  giveUp(): void
}

export type IdleRunnerOptions = EngineRunParts & {
  /** Holds the picture as it comes from the engine. */
  folder: string
  gate: EngineGate
  work: Pick<PictureWork, 'small'>
  /** Whether somebody has come while it waited for the engine. */
  isBusy(): boolean
}

type Run = { readonly jobId: string; isStopped: boolean; isThere: boolean }

/** As large as details show it, twice as dense. */
const longestSide = 768

export function idleRunner(options: IdleRunnerOptions): IdleRunner {
  const { folder, gate, work, engine, models, isBusy } = options
  let running: Run | null = null

  function sendStop(jobId: string): void {
    // An engine that is gone has stopped.
    engine.calls.stop(jobId, 'cancel').catch(() => undefined)
  }

  function giveUp(): void {
    if (running === null || running.isStopped) return
    running.isStopped = true
    sendStop(running.jobId)
  }

  async function drawn({ key, request }: IdlePicture): Promise<boolean> {
    const run: Run = { jobId: randomUUID(), isStopped: false, isThere: false }
    const path = join(folder, `${key}.png`)
    running = run
    try {
      await engine.ready()
      makeOwnFolder(folder)
      if (run.isStopped) return false
      await runEngine(options, {
        jobId: run.jobId,
        request,
        models: usedModels(request, models),
        // A stop that reached the engine before its job did was not heard.
        onProgress: () => run.isStopped && sendStop(run.jobId),
        async onPicture({ pixels, record }) {
          await writePicture(path, pixels, record)
          run.isThere = true
        },
      })
    } catch (error) {
      if (!run.isStopped && !isCancelled(error)) throw error
    } finally {
      running = null
    }
    if (!run.isThere && !run.isStopped) throw new AppError('draft/no-picture')
    return run.isThere
  }

  return {
    giveUp,
    async make(picture, keep) {
      const path = join(folder, `${picture.key}.png`)
      try {
        const leave = await gate.enter('idle', giveUp)
        try {
          if (isBusy() || !(await drawn(picture))) return null
        } finally {
          leave()
        }
        // The engine is free for others meanwhile.
        return await keep(await work.small(path, longestSide))
      } finally {
        await rm(path, { force: true }).catch(() => undefined)
      }
    },
  }
}
