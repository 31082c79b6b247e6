// An engine process without networks, for tests of its supervision: its prompt says how it behaves.
import { createBirpc } from 'birpc'
import { AppError } from '../../src-main/base/errors.ts'
import { withError, withReport } from '../../src-main/base/error-crossing.ts'
import type { EngineCalls, EngineNews } from '../../src-main/contract/engine.ts'

process.stdout.write('a library prints\n')

/** Set by `stop`, so that a test sees what reached the engine first. */
let stopped = false

const host = createBirpc<EngineNews, Partial<EngineCalls>>(
  {
    async generate({ jobId, request }) {
      if (request.prompt === 'fail') {
        throw new AppError('engine/out-of-memory', {}, { details: { bytes: 7 } })
      }
      if (request.prompt === 'hang') {
        const preview = { width: 1, height: 1, rgb: new Uint8Array([1, 2, process.pid % 256]) }
        void host.progress.asEvent({
          jobId,
          phase: 'denoise',
          image: 0,
          together: 1,
          step: 1,
          steps: 2,
          secondsPerStep: null,
          secondsLeft: null,
          preview,
        })
        // As in a long run: the thread is blocked, nothing is answered.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)
      }
      return {
        seconds: { load: 0, text: 0, denoise: 0, decode: 0 },
        stepsPerSecond: process.pid,
        stopped: request.prompt === 'stopped before?' && stopped,
        warnings: [],
        device: 'cpu',
      }
    },
    async stop() {
      stopped = true
    },
    bake: () => Promise.reject(new Error('this engine bakes nothing')),
    rewrite: () => Promise.reject(new Error('this engine rewrites nothing')),
    hello: async () => ({ application: 'fake', runtime: 'fake' }),
  },
  {
    post: (message) => process.send?.(message),
    on: (receive) => process.on('message', receive),
    serialize: withReport,
    deserialize: withError,
    timeout: -1,
  },
)
process.on('disconnect', () => process.exit(0))
