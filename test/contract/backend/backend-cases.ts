// What the page may rely on, whoever answers it: the same cases for the host and for the tests' stand-in.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { GenerationRequest } from '../../../src-main/contract/generation.ts'
import type { JobState, JobSummary, PictureSummary, StudioEvent } from '../../../src-main/contract/studio.ts'
import type { Calls } from '../../../src-renderer/backend/calls.ts'

export type Candidate = {
  calls: Calls
  /** All that were told so far. */
  events: readonly StudioEvent[]
  /** Of a model that is there. */
  request(change?: Partial<GenerationRequest>): GenerationRequest
  /** Of a picture that fails in the making. */
  failing(): GenerationRequest
  close(): Promise<void>
}

export function backendCases(name: string, start: () => Promise<Candidate>): void {
  describe(`the backend: ${name}`, () => {
    let it: Candidate

    beforeEach(async () => {
      it = await start()
    })
    afterEach(() => it.close())

    const told = <Type extends StudioEvent['type']>(type: Type): Extract<StudioEvent, { type: Type }>[] =>
      it.events.filter((event): event is Extract<StudioEvent, { type: Type }> => event.type === type)

    async function reached(id: string, state: JobState): Promise<JobSummary> {
      const last = (): JobSummary | undefined =>
        told('job')
          .map(({ job }) => job)
          .findLast((job) => job.id === id)
      await expect.poll(() => last()?.state, { timeout: 10_000 }).toBe(state)
      return last()!
    }

    async function made(change: Partial<GenerationRequest> = {}): Promise<PictureSummary> {
      const { id } = await it.calls.generation.submit(it.request(change))
      const { pictureIds } = await reached(id, 'done')
      const { pictures } = await it.calls.studio.snapshot()
      return pictures.find((picture) => picture.id === pictureIds[0])!
    }

    async function failed(): Promise<string> {
      const { id } = await it.calls.generation.submit(it.failing())
      await reached(id, 'failed')
      return id
    }

    const openJobs = async (): Promise<string[]> =>
      (await it.calls.studio.snapshot()).jobs.map(({ id }) => id)

    describe('a job', () => {
      test('is queued, runs, tells its steps, and leaves its pictures', async () => {
        const { id, state } = await it.calls.generation.submit(it.request({ batch: 2, seed: '41' }))
        expect(state).toBe('queued')
        const { pictureIds } = await reached(id, 'done')
        const states = told('job').flatMap(({ job }) => (job.id === id ? [job.state] : []))
        expect([...new Set(states)]).toEqual(['queued', 'running', 'done'])
        expect(
          told('progress').some(({ jobId, progress }) => jobId === id && progress.phase === 'denoise'),
        ).toBe(true)
        const pictures = told('picture').map(({ picture }) => picture)
        expect(pictures.map((picture) => picture.id).toSorted()).toEqual([...pictureIds].toSorted())
        expect(pictures.map(({ record }) => record?.seed).toSorted()).toEqual(['41', '42'])
        expect(await openJobs()).not.toContain(id)
      })

      test('of a model that is not there is refused', async () => {
        await expect(it.calls.generation.submit(it.request({ model: 'nowhere' }))).rejects.toThrow()
        expect(await openJobs()).toEqual([])
      })

      test('that fails says why, stays, and goes when it is dismissed', async () => {
        const id = await failed()
        expect(told('job').findLast(({ job }) => job.id === id)?.job.error?.code).toMatch(/^engine\//)
        expect(await openJobs()).toEqual([id])
        await it.calls.generation.dismiss({ jobId: id })
        await expect.poll(() => told('job-removed').map((event) => event.id)).toEqual([id])
        expect(await openJobs()).toEqual([])
      })

      test('that failed is tried again behind all others', async () => {
        const id = await failed()
        const first = await it.calls.generation.submit(it.request({ steps: 40 }))
        const second = await it.calls.generation.submit(it.request({ steps: 2 }))
        await it.calls.generation.retry({ jobId: id })
        await expect
          .poll(async () => (await openJobs()).filter((one) => one !== first.id))
          .toEqual([second.id, id])
      })

      test('that has not failed cannot be tried again', async () => {
        const { id } = await it.calls.generation.submit(it.request({ steps: 40 }))
        await expect(it.calls.generation.retry({ jobId: id })).rejects.toThrow()
        await expect(it.calls.generation.retry({ jobId: 'nowhere' })).rejects.toThrow()
      })

      test('is cancelled in the queue and while it runs', async () => {
        const running = await it.calls.generation.submit(it.request({ steps: 100 }))
        const waiting = await it.calls.generation.submit(it.request())
        await it.calls.generation.cancel({ jobId: waiting.id })
        await reached(waiting.id, 'cancelled')
        await reached(running.id, 'running')
        await it.calls.generation.cancel({ jobId: running.id })
        await reached(running.id, 'cancelled')
        expect(told('picture')).toEqual([])
      })

      test('waits in the order that was asked for', async () => {
        const first = await it.calls.generation.submit(it.request({ steps: 100 }))
        await reached(first.id, 'running')
        const [a, b] = [
          await it.calls.generation.submit(it.request()),
          await it.calls.generation.submit(it.request()),
        ]
        await it.calls.generation.reorder({ order: [b.id, a.id] })
        await expect.poll(() => told('queue').at(-1)?.order).toEqual([b.id, a.id])
        const waiting = (await it.calls.studio.snapshot()).jobs.filter(({ state }) => state === 'queued')
        expect(waiting.map(({ id }) => id)).toEqual([b.id, a.id])
      })
    })

    describe('a picture', () => {
      test('is liked, and everyone is told', async () => {
        const { id } = await made()
        await it.calls.pictures.favourite({ id, favourite: true })
        await expect
          .poll(() => told('picture').findLast(({ picture }) => picture.id === id)?.picture.favourite)
          .toBe(true)
        const { pictures } = await it.calls.studio.snapshot()
        expect(pictures.find((picture) => picture.id === id)?.favourite).toBe(true)
      })

      test('goes to the trash and comes back where it was', async () => {
        const older = await made()
        const newer = await made()
        await it.calls.pictures.trash({ id: older.id })
        await expect.poll(() => told('picture-removed').map(({ id }) => id)).toEqual([older.id])
        const ids = async (): Promise<string[]> =>
          (await it.calls.studio.snapshot()).pictures.map(({ id }) => id)
        expect(await ids()).toEqual([newer.id])
        expect((await it.calls.pictures.restore({ id: older.id })).id).toBe(older.id)
        expect(await ids()).toEqual([newer.id, older.id])
      })

      test('that is not there is refused', async () => {
        await expect(it.calls.pictures.favourite({ id: 'nowhere', favourite: true })).rejects.toThrow()
        await expect(it.calls.pictures.trash({ id: 'nowhere' })).rejects.toThrow()
      })
    })

    describe('a draft', () => {
      test('is made in its lane, and replaced there', async () => {
        const [first] = await it.calls.drafts.start({ lane: 'live', requests: [it.request({ steps: 100 })] })
        const [second] = await it.calls.drafts.start({ lane: 'live', requests: [it.request({ steps: 2 })] })
        const last = (id: string | undefined): string | undefined =>
          told('draft').findLast(({ draft }) => draft.id === id)?.draft.state
        await expect.poll(() => last(second?.id), { timeout: 10_000 }).toBe('done')
        expect(last(first?.id)).toBe('cancelled')
        const picture = await it.calls.drafts.keep({ id: second!.id })
        await expect.poll(() => told('picture').map((event) => event.picture.id)).toEqual([picture.id])
      })

      test('that is not finished cannot be kept', async () => {
        const [draft] = await it.calls.drafts.start({ lane: 'live', requests: [it.request({ steps: 100 })] })
        await expect(it.calls.drafts.keep({ id: draft!.id })).rejects.toThrow()
      })
    })

    test('a stack is saved by its name, whatever its case', async () => {
      const first = await it.calls.stacks.save({ name: 'Ink', stack: [] })
      const second = await it.calls.stacks.save({ name: 'ink', stack: [] })
      expect(second.id).toBe(first.id)
      expect((await it.calls.stacks.list()).map(({ name }) => name)).toEqual(['ink'])
      await expect.poll(() => told('stack')).toHaveLength(2)
      await it.calls.stacks.remove({ id: first.id })
      await expect.poll(() => told('stack-removed').map(({ id }) => id)).toEqual([first.id])
      expect(await it.calls.stacks.list()).toEqual([])
    })

    test('a setting answers with all of them, and everyone is told', async () => {
      const answered = await it.calls.settings.set({ scale: 1.5 })
      expect(answered.scale).toBe(1.5)
      await expect.poll(() => told('settings').at(-1)?.settings).toEqual(answered)
      expect(await it.calls.settings.get()).toEqual(answered)
    })

    test('a file that lies in no model folder is not recognised', async () => {
      const samples = [{ at: 0, bytes: btoa('unheard of') }]
      expect(await it.calls.library.recognise({ name: 'ink', sizeBytes: 10, samples })).toBeNull()
    })

    test('tokens of a prompt are counted', async () => {
      expect(await it.calls.prompt.count({ text: 'a red pear', profile: 'a1111' })).toEqual({
        tokens: 3,
        borders: [],
      })
    })

    test('a pasted text of words alone is no settings', async () => {
      expect(await it.calls.prompt.pastedSettings({ text: 'a red pear, Steps: of stone' })).toBeNull()
    })
  })
}
