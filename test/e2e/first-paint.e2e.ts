// What is there before the host has answered is where it will be: the places, and the last picture.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { openStudio, type Studio } from '../support/open-studio.ts'

let studio: Studio
let page: Page

beforeAll(async () => {
  studio = await openStudio({ stepMs: 5 })
  page = await studio.open()
  await page.getByRole('button', { name: 'Generate', exact: true }).click()
  await page.getByRole('img', { name: /^Result/ }).waitFor()
})
afterAll(() => studio.close())

type Box = { x: number; y: number; width: number; height: number }
type Places = { picture: Box; rail: Box[]; stage: Box }

/** Reloads the page and keeps the host's answer back until the returned function is called. */
async function reloadWaiting(): Promise<() => void> {
  let answer = (): void => undefined
  const asked = new Promise<void>((resolve) => (answer = resolve))
  await page.route('**/trpc/studio.snapshot', async (route) => {
    await asked
    await route.continue()
  })
  await page.addInitScript(() => {
    const seen = globalThis as unknown as { shift: number; without: number }
    seen.shift = 0
    seen.without = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value
    }).observe({ type: 'layout-shift', buffered: true })
    // Every frame after the first with a picture has one.
    let had = false
    const look = (): void => {
      const has = document.querySelector<HTMLImageElement>('.frame img')?.complete === true
      if (had && !has) seen.without++
      had ||= has
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  await page.reload()
  return answer
}

async function places(): Promise<Places> {
  const boxOf = async (selector: string): Promise<Box> => (await page.locator(selector).boundingBox())!
  const links = await page.getByRole('navigation', { name: 'Places' }).getByRole('link').all()
  return {
    picture: await boxOf('.frame img'),
    rail: await Promise.all(links.map(async (link) => (await link.boundingBox())!)),
    stage: await boxOf('[data-stage]'),
  }
}

describe.each([
  ['a wide window', 1440, 900],
  ['a middle one', 1000, 640],
  ['a narrow one', 700, 900],
  ['a phone', 390, 844],
])('in %s', (_, width, height) => {
  test('rail and last picture are there before the host answers, and stay where they are', async () => {
    await page.setViewportSize({ width, height })
    const answer = await reloadWaiting()
    await page.locator('.frame img').waitFor()
    await page.getByRole('link', { name: 'Create' }).waitFor()
    await expect.poll(() => page.getByRole('status').first().textContent()).toBe('Loading')
    const before = await places()
    answer()
    await page.getByRole('button', { name: 'Generate', exact: true }).waitFor()
    await page.getByRole('img', { name: /^Result/ }).waitFor()
    await expect.poll(places).toEqual(before)
    await expect.poll(() => page.locator('.frame img').count()).toBe(1)
    const seen = await page.evaluate(() => {
      const { shift, without } = globalThis as unknown as { shift: number; without: number }
      return { shift, without }
    })
    expect(seen).toEqual({ shift: 0, without: 0 })
    await page.unroute('**/trpc/studio.snapshot')
  })
})

test('a place that is open in the address is marked at once, and the way to another is open', async () => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.evaluate(() => (location.hash = '#/settings'))
  const answer = await reloadWaiting()
  const current = page.locator('nav a[aria-current=page]')
  await expect.poll(() => current.textContent()).toContain('Settings')
  await page.getByRole('link', { name: 'Create' }).click()
  await expect.poll(() => current.textContent()).toContain('Create')
  answer()
  await page.getByRole('button', { name: 'Generate', exact: true }).waitFor()
  await page.unroute('**/trpc/studio.snapshot')
})

test('the letters are those that come with the app', async () => {
  const loaded = await page.evaluate(() =>
    [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family),
  )
  expect(loaded).toContain('Inter Variable')
})

test('nothing went wrong, and the scripts came packed', async () => {
  const packed = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('.js'))
      .every((entry) => {
        const { encodedBodySize, decodedBodySize } = entry as PerformanceResourceTiming
        return encodedBodySize < decodedBodySize / 1.5 || decodedBodySize < 2_000
      }),
  )
  expect(packed).toBe(true)
  expect(studio.troubles).toEqual([])
})
