// What the host may rely on, whichever engine answers it: the same cases for the real one and for the tests' stand-in.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EngineLink } from '../../../src-main/app/engine-link.ts'
import { plainEntry, type StackEntry } from '../../../src-main/contract/adapter.ts'
import type {
  EngineGenerateCall,
  EngineGenerateResult,
  EnginePicture,
  EngineProgress,
} from '../../../src-main/contract/engine.ts'
import type { GenerationRequest } from '../../../src-main/contract/generation.ts'
import type { EngineTrainCall, TrainingNews } from '../../../src-main/contract/training.ts'
import { artefactsOf, requestPaths } from '../../../src-main/contract/artefact.ts'
import { fileStamp } from '../../../src-main/files/file-stamp.ts'
import { scarceWidths } from '../../support/scarce-memory.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { smallRecipe, trainCall } from '../../support/training-run.ts'

export type EngineCandidate = {
  link: EngineLink
  /** A small picture of a model that is there, and an adapter that fits it. */
  request(change: Partial<GenerationRequest>): GenerationRequest
  adapter: string
  /** Where it finds pictures to learn from. */
  pictures: string
  /** Ends its process as bad luck would. */
  kill(): void
  close(): Promise<void>
}

/** Far more than a test waits for. */
const many = 400
/** A wish is heard between two steps, and a step is told once it is over. */
const heardAfter = 2

type Heard = { progress: EngineProgress[]; pictures: EnginePicture[]; logs: string[] }
type Job = Heard & { id: string; result: Promise<EngineGenerateResult> }

export function engineCases(name: string, start: () => Promise<EngineCandidate>): void {
  describe(`the engine: ${name}`, () => {
    let it: EngineCandidate
    let count = 0

    beforeAll(async () => {
      it = await start()
      await it.link.ready()
    })
    afterAll(() => it.close())

    /** `onStep`: told of every step of this job. */
    function draw(
      change: Partial<GenerationRequest> = {},
      more: Partial<EngineGenerateCall> = {},
      onStep: (step: number, id: string) => void = () => undefined,
    ): Job {
      const id = `job-${++count}`
      const request = it.request(change)
      const heard: Heard = { progress: [], pictures: [], logs: [] }
      const end = it.link.listen({
        progress(progress) {
          if (progress.jobId !== id) return
          heard.progress.push(progress)
          if (progress.phase === 'denoise' && progress.step > 0) onStep(progress.step, id)
        },
        picture(jobId, picture) {
          if (jobId === id) heard.pictures.push(picture)
        },
        log: (level, message) => heard.logs.push(`${level} ${message}`),
      })
      const artefacts = artefactsOf(requestPaths(request))
      const result = it.link.calls.generate({ jobId: id, request, artefacts, device: 'cpu', ...more })
      return { ...heard, id, result: result.finally(end) }
    }

    async function drawn(
      change: Partial<GenerationRequest> = {},
      more: Partial<EngineGenerateCall> = {},
    ): Promise<Job & EngineGenerateResult> {
      const job = draw(change, more)
      return { ...job, ...(await job.result) }
    }

    const entry = (weight: number, change: Partial<StackEntry> = {}): StackEntry => ({
      ...plainEntry({ id: 'a', adapter: it.adapter, name: 'adapter', weight }),
      ...change,
    })

    /** What was told, each once. */
    const phases = (progress: readonly EngineProgress[]): string[] => [
      ...new Set(progress.map(({ phase, image }) => `${phase} ${image}`)),
    ]
    const steps = (progress: readonly EngineProgress[], image = 0): number[] =>
      progress.flatMap((one) =>
        one.phase === 'denoise' && one.image === image && one.loading === undefined ? [one.step] : [],
      )
    const pixels = ({ pictures }: Heard, index = 0): Uint8Array => pictures[index]!.pixels.rgb

    /** In a folder of its own, of so many steps. */
    async function training(steps: number): Promise<EngineTrainCall> {
      const recipe = smallRecipe(it.pictures, { base: it.request({}).model, steps, save: { type: 'f32' } })
      return trainCall(await temporaryFolder(), recipe, { runId: `run-${++count}` })
    }

    test('the first picture of a model says how much of it is read, and no other does', async () => {
      const { progress } = await drawn({ steps: 1 })
      const loading = progress.flatMap((one) => one.loading ?? [])
      const bytes = loading.map((one) => one.bytes)
      expect(bytes).toEqual(bytes.toSorted((a, b) => a - b))
      expect(loading.at(-1)).toMatchObject({ bytes: loading[0]!.of, of: loading[0]!.of })
      const again = await drawn({ steps: 1 })
      expect(again.progress.flatMap((one) => one.loading ?? [])).toEqual([])
    })

    describe('a picture', () => {
      test('goes through its phases, counts every step, and comes before the answer', async () => {
        const job = await drawn({ steps: 3, batch: 2, seed: (2n ** 64n - 1n).toString() })
        expect(phases(job.progress)).toEqual([
          ...['load 0', 'text 0', 'denoise 0', 'decode 0', 'denoise 1', 'decode 1'],
        ])
        expect([steps(job.progress, 0), steps(job.progress, 1)]).toEqual([
          [0, 1, 2, 3],
          [0, 1, 2, 3],
        ])
        expect(job.progress.every(({ steps, together }) => steps === 3 && together === 1)).toBe(true)
        expect(job.progress.findLast(({ step }) => step === 3)?.secondsLeft).toBe(0)
        // Seeds wrap.
        expect(job.pictures.map(({ facts }) => [facts.index, facts.seed, facts.stepsDone])).toEqual([
          [0, (2n ** 64n - 1n).toString(), 3],
          [1, '0', 3],
        ])
        for (const { pixels, latent } of job.pictures) {
          expect(pixels).toMatchObject({ width: 64, height: 64 })
          expect(pixels.rgb).toHaveLength(3 * 64 * 64)
          expect(latent).toBeUndefined()
        }
        expect(job).toMatchObject({ stopped: false, device: 'cpu', warnings: [], logs: [] })
        expect(Object.keys(job.seconds)).toEqual(['load', 'text', 'denoise', 'decode'])
        expect(job.stepsPerSecond).toBeGreaterThan(0)
      })

      test("of ComfyUI's profile is made together with the others of its batch", async () => {
        const { progress, pictures } = await drawn({ steps: 2, batch: 2, profile: 'comfyui' })
        expect(phases(progress)).toEqual(['load 0', 'text 0', 'denoise 0', 'decode 0'])
        expect(steps(progress)).toEqual([0, 1, 2])
        expect(
          new Set(progress.flatMap(({ phase, together }) => (phase === 'denoise' ? [together] : []))),
        ).toEqual(new Set([2]))
        expect(pictures.map(({ facts }) => facts.index)).toEqual([0, 1])
      })

      test('is drawn while it comes, where somebody looks', async () => {
        const seen = await drawn({ steps: 2 }, { previews: true })
        const previews = seen.progress.flatMap(({ preview }) => preview ?? [])
        expect(previews).toHaveLength(2)
        for (const { width, height, rgb } of previews) expect(rgb).toHaveLength(3 * width * height)
        const unseen = await drawn({ steps: 2 })
        expect(unseen.progress.flatMap(({ preview }) => preview ?? [])).toEqual([])
      })

      test('brings its latent along where that is asked for', async () => {
        const { pictures } = await drawn({ steps: 1, batch: 2, height: 128 }, { latents: true })
        expect(pictures.map(({ latent }) => [latent?.shape, latent?.data.length])).toEqual([
          [[4, 16, 8], 4 * 16 * 8],
          [[4, 16, 8], 4 * 16 * 8],
        ])
      })

      test('is the same again, and in a batch the one that its own seed makes', async () => {
        const both = await drawn({ steps: 2, batch: 2, seed: '7' })
        const again = await drawn({ steps: 2, seed: '7' })
        const second = await drawn({ steps: 2, seed: '8' })
        expect(pixels(again)).toEqual(pixels(both))
        expect(pixels(second)).toEqual(pixels(both, 1))
        expect(pixels(second)).not.toEqual(pixels(again))
      })

      test('says what acted, from which bytes', async () => {
        const request = it.request({})
        const off = entry(1, { id: 'b', on: false })
        const { pictures } = await drawn({ steps: 1, stack: [off, entry(0.5, { textWeight: 0.25 })] })
        const { facts } = pictures[0]!
        expect(facts.adapters).toEqual([
          {
            ...{ name: 'adapter', kind: 'lora', artefact: it.adapter, weight: 0.5, textWeight: 0.25 },
            ...{ matched: expect.any(Number) as number, unmatched: 0 },
          },
        ])
        expect(facts.read).toEqual([
          { id: request.model, stamp: await fileStamp(request.model) },
          { id: it.adapter, stamp: await fileStamp(it.adapter) },
        ])
        expect(facts).toMatchObject({ device: 'cpu', architecture: 'sd1', embeddings: [], steered: [] })
      })
    })

    describe('calls', () => {
      test('are answered one after the other, as they came, and hello at once', async () => {
        const order: string[] = []
        const jobs = [0, 1, 2].map((weight) => {
          const job = draw({ steps: 2, stack: [entry(weight)] })
          void job.result.then(() => order.push(job.id))
          return job
        })
        expect(Object.keys(await it.link.calls.hello()).toSorted()).toEqual(['application', 'runtime'])
        await Promise.all(jobs.map(({ result }) => result))
        expect(order).toEqual(jobs.map(({ id }) => id))
        // A strip: what acts can be seen, and what has no weight does nothing.
        const plain = await drawn({ steps: 2 })
        expect(pixels(jobs[0]!)).toEqual(pixels(plain))
        expect(pixels(jobs[1]!)).not.toEqual(pixels(plain))
        expect(pixels(jobs[2]!)).not.toEqual(pixels(jobs[1]!))
      })

      test('say when it works', async () => {
        const states: string[] = []
        const end = it.link.listen({ state: ({ state }) => states.push(state) })
        await drawn({ steps: 1 })
        end()
        expect(states).toEqual(['working', 'ready'])
        expect(it.link.state()).toMatchObject({ state: 'ready', reason: null })
      })

      test('believe what is known of the devices of this runtime', async () => {
        const { runtime } = await it.link.calls.hello()
        const known = (['webgpu', 'cuda', 'dml', 'coreml', 'cpu'] as const).map((name) => ({
          ...{ name, label: `known ${name}`, available: name === 'cpu', notes: [], conformance: [] },
          ...{ checkedAt: '2026-01-01T00:00:00.000Z', runtime },
        }))
        const devices = await it.link.calls.devices(known)
        expect(devices).toEqual(known.filter(({ name }) => devices.some((device) => device.name === name)))
        expect(devices.at(-1)).toMatchObject({ name: 'cpu', available: true })
      })
    })

    describe('a picture that is stopped', () => {
      test('is cancelled in its first step and in its last, and nothing comes of it', async () => {
        for (const at of [1, 6]) {
          const job = draw({ steps: 6 }, {}, (step, id) => {
            if (step === at) void it.link.calls.stop(id, 'cancel')
          })
          await expect(job.result).rejects.toMatchObject({ code: 'job/cancelled' })
          expect(job.pictures).toEqual([])
        }
      })

      test('is cancelled while it waits, and never begins', async () => {
        const first = draw({ steps: many })
        const second = draw()
        await it.link.calls.stop(second.id, 'cancel')
        await it.link.calls.stop(first.id, 'cancel')
        await expect(first.result).rejects.toMatchObject({ code: 'job/cancelled' })
        await expect(second.result).rejects.toMatchObject({ code: 'job/cancelled' })
        expect(second.progress).toEqual([])
      })

      test('is kept as far as it came, and the next of its batch follows', async () => {
        const job = draw({ steps: many, batch: 2 }, {}, (step, id) => {
          if (step === 2) void it.link.calls.stop(id, 'keep')
        })
        expect(await job.result).toMatchObject({ stopped: true })
        expect(job.pictures.map(({ facts }) => facts.index)).toEqual([0, 1])
        for (const { facts } of job.pictures) {
          expect(facts.stepsDone).toBeGreaterThanOrEqual(2)
          expect(facts.stepsDone).toBeLessThan(many)
          expect(steps(job.progress, facts.index).at(-1)).toBe(facts.stepsDone)
        }
      })

      test('and kept before it began has one step', async () => {
        const first = draw({ steps: many })
        const second = draw({ steps: many })
        await it.link.calls.stop(second.id, 'keep')
        await it.link.calls.stop(first.id, 'cancel')
        await expect(first.result).rejects.toMatchObject({ code: 'job/cancelled' })
        expect(await second.result).toMatchObject({ stopped: true })
        expect(second.pictures.map(({ facts }) => facts.stepsDone)).toEqual([1])
      })

      test('leaves the next one alone', async () => {
        const { id } = await drawn({ steps: 1 })
        await it.link.calls.stop(id, 'cancel')
        await it.link.calls.stop(`job-${count + 1}`, 'cancel')
        expect(await drawn({ steps: 1 })).toMatchObject({ stopped: false })
      })
    })

    describe('a picture that fails', () => {
      test('of a file that is not there says which', async () => {
        const model = join(await temporaryFolder(), 'nowhere.safetensors')
        await expect(draw({ model }).result).rejects.toMatchObject({
          code: 'file/missing',
          facts: { file: 'nowhere.safetensors' },
        })
        const adapter = model
        await expect(draw({ stack: [entry(1, { adapter })] }).result).rejects.toMatchObject({
          code: 'adapter/missing',
          facts: { name: 'nowhere' },
        })
        expect((await drawn({ steps: 1, stack: [entry(1, { adapter, on: false })] })).pictures).toHaveLength(
          1,
        )
      })

      test("of a file that the call does not bring along is the host's own mistake", async () => {
        await expect(draw({}, { artefacts: [] }).result).rejects.toMatchObject({
          code: 'internal/unexpected',
        })
      })

      test('for want of memory is tried again with less, and each picture comes once', async () => {
        const { pictures, logs } = await drawn({ width: scarceWidths.once, steps: 2, batch: 3 })
        expect(logs).toEqual([expect.stringMatching(/^warning Out of memory/)])
        expect(pictures.map(({ facts }) => facts.index)).toEqual([0, 1, 2])
      })

      test('for want of memory again says so; what was made before stays, and the next one is made', async () => {
        const job = draw({ width: scarceWidths.short, steps: 2, batch: 3 })
        await expect(job.result).rejects.toMatchObject({
          code: 'engine/out-of-memory',
          hint: expect.stringMatching(/smaller/) as string,
        })
        expect(job.pictures.map(({ facts }) => facts.index)).toEqual([0])
        expect((await drawn({ steps: 1 })).pictures).toHaveLength(1)
      })
    })

    describe('a picture while it is made', () => {
      test('takes new weights from its next step on, and so do those after it', async () => {
        let asked = false
        let answeredAt = many
        const taken: boolean[] = []
        const job = draw({ steps: many, batch: 2, stack: [entry(0.5)] }, {}, (step, id) => {
          if (!asked)
            void it.link.calls.steer(id, [entry(1)]).then((answer) => {
              taken.push(answer)
              answeredAt = steps(job.progress).at(-1)!
            })
          asked = true
          if (step >= answeredAt + heardAfter) void it.link.calls.stop(id, 'keep')
        })
        await job.result
        expect(taken).toEqual([true])
        const { steered, adapters } = job.pictures[0]!.facts
        expect(steered).toEqual([
          { step: expect.any(Number) as number, entries: [{ id: 'a', weight: 1, textWeight: null }] },
        ])
        expect(steered[0]!.step).toBeGreaterThan(1)
        expect(job.pictures[1]!.facts.steered).toEqual([{ ...steered[0], step: 1 }])
        // What was asked for stays what was asked for.
        expect(adapters).toMatchObject([{ weight: 0.5 }])
      })

      test('takes none that are not its own, and none once it is over', async () => {
        const running = draw({ steps: many, stack: [entry(0.5)] })
        expect(await it.link.calls.steer(running.id, [entry(1, { id: 'other' })])).toBe(false)
        expect(await it.link.calls.steer(running.id, [entry(1)])).toBe(true)
        await it.link.calls.stop(running.id, 'cancel')
        await expect(running.result).rejects.toMatchObject({ code: 'job/cancelled' })
        expect(await it.link.calls.steer(running.id, [entry(1)])).toBe(false)
      })

      test('and steered before its first step, it and the rest of its batch begin so', async () => {
        const first = draw({ steps: many })
        const second = draw({ steps: 2, batch: 2, stack: [entry(0.5)] })
        await it.link.calls.steer(second.id, [entry(0, { on: false })])
        await it.link.calls.stop(first.id, 'cancel')
        await expect(first.result).rejects.toMatchObject({ code: 'job/cancelled' })
        await second.result
        const steered = [{ step: 1, entries: [{ id: 'a', weight: 0, textWeight: 0 }] }]
        expect(second.pictures.map(({ facts }) => facts.steered)).toEqual([steered, steered])
      })
    })

    describe('a training', () => {
      function follow(runId: string, on: (news: TrainingNews) => void = () => undefined): TrainingNews[] {
        const told: TrainingNews[] = []
        const end = it.link.listen({
          training(id, news) {
            if (id !== runId) return
            told.push(news)
            on(news)
          },
        })
        ends.push(end)
        return told
      }
      const ends: (() => void)[] = []
      afterAll(() => ends.forEach((end) => end()))

      const stepsOf = (told: readonly TrainingNews[]): number[] =>
        told.flatMap((news) => (news.type === 'step' ? [news.step.step] : []))

      test('tells every step, makes pictures between them, and writes its file', async () => {
        const call = await training(4)
        let picture: Job | undefined
        const told = follow(call.runId, ({ type }) => {
          if (type === 'step') picture ??= draw({ steps: 1 })
        })
        const result = await it.link.calls.train(call)
        expect(result).toMatchObject({ end: 'finished', step: 4, steps: 4, notices: [] })
        expect(stepsOf(told)).toEqual([1, 2, 3, 4])
        expect(told.flatMap((news) => (news.type === 'file' ? [news.file] : []))).toEqual(result.files)
        expect(result.files).toMatchObject([{ step: 4, kind: 'adapter', finished: true }])
        expect((await fileStamp(result.files[0]!.path))?.sizeBytes).toBe(result.files[0]!.sizeBytes)
        await picture!.result
        expect(picture!.pictures).toHaveLength(1)
      })

      test('is paused, goes on from there, refuses to begin again, and is kept while it rests', async () => {
        const call = await training(many)
        let second: Promise<unknown> = Promise.resolve()
        let paused = false
        const told = follow(call.runId, ({ type }) => {
          if (type !== 'step' || paused) return
          paused = true
          second = it.link.calls.train({ ...call, runId: 'other' }).catch((error: unknown) => error)
          void it.link.calls.stopTraining(call.runId, 'paused')
        })
        const rests = await it.link.calls.train(call)
        expect(rests).toMatchObject({ end: 'paused', steps: many, files: [] })
        expect(await second).toMatchObject({ code: 'training/busy' })
        expect(told.findLast(({ type }) => type === 'state-saved')).toEqual({
          type: 'state-saved',
          step: rests.step,
        })
        await expect(it.link.calls.train(call)).rejects.toMatchObject({ code: 'training/has-state' })
        const kept = await it.link.calls.keepTraining(call.folder)
        expect(kept).toMatchObject({ end: 'kept', step: rests.step })
        expect(kept.files).toMatchObject([{ step: rests.step, finished: true }])

        let stopped = false
        const before = stepsOf(told).length
        const onwards = follow(call.runId, ({ type }) => {
          if (type !== 'step' || stopped) return
          stopped = true
          void it.link.calls.stopTraining(call.runId, 'kept')
        })
        const end = await it.link.calls.train({ ...call, mode: 'resume' })
        expect(before).toBe(rests.step)
        expect(stepsOf(onwards)[0]).toBe(rests.step + 1)
        expect(end).toMatchObject({ end: 'kept', files: [{ step: end.step, finished: true }] })
      })

      test('that is thrown away writes nothing more', async () => {
        const call = await training(many)
        follow(call.runId, ({ type }) => {
          if (type === 'step') void it.link.calls.stopTraining(call.runId, 'discarded')
        })
        expect(await it.link.calls.train(call)).toMatchObject({ end: 'discarded', files: [] })
      })
    })

    test('an engine that dies rejects what is open, starts again, and makes the next picture', async () => {
      const states: string[] = []
      const end = it.link.listen({ state: ({ state }) => states.push(state) })
      const call = await training(many)
      const learning = it.link.calls.train(call)
      let killed = false
      const job = draw({ steps: many }, {}, () => {
        if (!killed) it.kill()
        killed = true
      })
      const waiting = draw()
      await Promise.all(
        [learning, job.result, waiting.result].map((open) =>
          expect(open).rejects.toMatchObject({ code: 'engine/died' }),
        ),
      )
      expect(waiting.pictures).toEqual([])
      const next = await drawn({ steps: 1 })
      expect(next.pictures).toHaveLength(1)
      expect(states).toEqual(['working', 'working', 'starting', 'ready', 'working', 'ready'])
      end()
    })

    test('an engine that is closed answers nobody, and lets go of what it was at', async () => {
      const closed: Promise<void>[] = []
      const job = draw({ steps: many }, {}, () => {
        if (closed.length === 0) closed.push(it.link.close())
      })
      await expect(job.result).rejects.toMatchObject({ code: 'engine/died' })
      await Promise.all(closed)
      await expect(it.link.ready()).rejects.toMatchObject({ code: 'engine/closed' })
      await expect(draw().result).rejects.toMatchObject({ code: 'engine/closed' })
      await expect(it.link.calls.devices([])).rejects.toMatchObject({ code: 'engine/closed' })
      await it.link.close()
    })
  })
}
