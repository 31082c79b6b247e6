// An engine over the fork's channel: the calls it answers, and the news it sends while it works.
import { createBirpc } from 'birpc'
import { withError, withReport } from '../../base/error-crossing.ts'
import type { EngineCalls, EngineNews } from '../../contract/engine.ts'
import { createEngine } from '../../engine/engine.ts'
import { createTagger } from '../../engine/tagging/tagger.ts'
import type { Workshop } from '../../engine/workshop.ts'
import { giveUpWrites } from '../../files/atomic-write.ts'
import { keepCompiledCodeSoon } from '../../files/compiled-code.ts'
import { benchmarkTraining } from '../../training/benchmark.ts'
import { probeGradients } from '../../training/probe-gradients.ts'
import { createTrainer } from '../../training/run/trainer.ts'

/** Writes that hang on a slow disk do not keep the process. */
const giveUpMs = 1_000

/** Until the host is gone; then the process ends. */
export function serveEngine(workshop: Workshop): void {
  const news: EngineNews = {
    progress: (progress) => void host.progress.asEvent(progress),
    picture: (jobId, picture) => void host.picture.asEvent(jobId, picture),
    rewriting: (jobId, progress) => void host.rewriting.asEvent(jobId, progress),
    training: (runId, told) => void host.training.asEvent(runId, told),
    log: (level, message) => void host.log.asEvent(level, message),
  }
  const pictures = createEngine(news, workshop)
  const calls: EngineCalls = {
    ...pictures,
    ...createTrainer(news, workshop),
    ...createTagger(workshop),
    probe: (call) => (call.kind === 'gradients' ? probeGradients(workshop, call) : pictures.probe(call)),
    benchmark: (call) => (call.training ? benchmarkTraining(call, call.training) : pictures.benchmark(call)),
  }
  const host = createBirpc<EngineNews, EngineCalls>(calls, {
    // That a host is gone is heard below; the error of a message that found nobody would end the process first.
    post: (message) => process.send?.(message, () => undefined),
    on: (receive) => process.on('message', receive),
    serialize: withReport,
    deserialize: withError,
    timeout: -1,
  })

  keepCompiledCodeSoon()

  // Ctrl-C reaches every process of a terminal; the host decides what ends.
  process.on('SIGINT', () => undefined)

  // A host that is gone needs no engine. An orderly exit would take a device apart under its buffers, which ends in a crash.
  process.on('disconnect', () => {
    const patience = new Promise((resolve) => setTimeout(resolve, giveUpMs))
    void Promise.race([giveUpWrites(), patience]).finally(() => process.kill(process.pid, 'SIGKILL'))
  })
}
