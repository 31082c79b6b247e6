// A grid is done when the host has kept all its pictures: whoever closes the page then loses none.
import { expect, test } from 'vitest'
import { recipeSampleSchema } from '../../../../../src-main/contract/recipe-output.ts'
import { Studio } from '../../../../../src-renderer/state/studio.svelte.ts'
import { Toasts } from '../../../../../src-renderer/state/toasts.svelte.ts'
import type { RunProject } from '../../../../../src-renderer/state/training/run-projects.svelte.ts'
import { StepGrid } from '../../../../../src-renderer/state/training/step-grid.svelte.ts'
import { fakeBackend } from '../../../../support/fake-backend.ts'
import { pretendProject } from '../../../../support/pretend-run.ts'

const sample = recipeSampleSchema.parse({ prompt: 'fox', seed: 7, steps: 2, guidance: 5 })

test('pictures that the host has not kept yet are still being made', async () => {
  const kept: (() => void)[] = []
  const project = pretendProject(100, { steps: 200, draw: () => '' }) as RunProject
  const studio = new Studio(
    fakeBackend({
      stepMs: 0,
      training: { keepGridPicture: () => new Promise<void>((resolve) => kept.push(resolve)) },
    }),
  )
  await studio.start()
  const grid = new StepGrid(studio, new Toasts())
  await grid.make(project, sample)
  const cells = grid.of(project.id)!.cells
  const states = () => cells.map((cell) => grid.picture(project.id, cell)?.state)
  await expect.poll(states, { timeout: 10_000 }).toEqual(cells.map(() => 'done'))
  expect(grid.isMaking(project.id)).toBe(true)
  expect(grid.done).toBe(0)
  for (let at = 0; at < cells.length; at++) {
    await expect.poll(() => kept.length).toBe(at + 1)
    kept[at]!()
    await expect.poll(() => grid.done).toBe(at + 1)
  }
  expect(grid.isMaking(project.id)).toBe(false)
})
