// From a hand at rest to the first changed preview and to the finished picture: Live on the real engine, in a browser.
import { openStudio } from '../support/open-studio.ts'
import { spread } from './statistics.ts'

const runs = 9
/** When what was shown, on the page's own clock. */
type Shown = { at: number; address: string }

const studio = await openStudio({ real: true })
try {
  const page = await studio.open()
  await page.getByRole('button', { name: 'Add adapter', exact: true }).click()
  await page
    .getByRole('option', { name: /ink-wash/ })
    .first()
    .click()
  await page.keyboard.press('Escape')
  await page.getByRole('switch', { name: 'Live', exact: true }).click()
  await page.evaluate(() => {
    const box = globalThis as unknown as { shown: Shown[]; pressedAt: number }
    box.shown = []
    document.addEventListener(
      'load',
      ({ target }) => {
        if (target instanceof HTMLImageElement)
          box.shown.push({ at: performance.now(), address: new URL(target.src).pathname })
      },
      true,
    )
    document.addEventListener('keydown', () => (box.pressedAt = performance.now()), true)
  })
  const slider = page
    .getByRole('group', { name: 'ink-wash', exact: true })
    .getByRole('slider', { name: 'Weight', exact: true })
  await slider.focus()

  /** Milliseconds until a picture of the new draft was drawn: the first preview, and the finished one. */
  async function move(key: string): Promise<{ preview: number; finished: number }> {
    await page.evaluate(() => ((globalThis as unknown as { shown: Shown[] }).shown = []))
    await page.keyboard.press(key)
    const shown = await page
      .waitForFunction(
        () => {
          const { shown: list } = globalThis as unknown as { shown: Shown[] }
          return list.some(({ address }) => address.startsWith('/media/draft/')) ? list : null
        },
        null,
        { timeout: 60_000 },
      )
      .then((handle) => handle.jsonValue())
    const pressed = await page.evaluate(() => (globalThis as unknown as { pressedAt: number }).pressedAt)
    const since = (part: string): number =>
      (shown?.find(({ address }) => address.startsWith(part))?.at ?? NaN) - pressed
    return { preview: since('/media/preview/'), finished: since('/media/draft/') }
  }

  await move('ArrowLeft')
  await move('ArrowLeft')
  const previews: number[] = []
  const finished: number[] = []
  for (let run = 0; run < runs; run++) {
    const times = await move(run % 2 === 0 ? 'ArrowRight' : 'ArrowLeft')
    previews.push(times.preview / 1000)
    finished.push(times.finished / 1000)
  }
  console.log(`first changed preview: ${spread(previews)} s after the key; at most 0.4`)
  console.log(`finished picture, 20 steps: ${spread(finished)} s after the key; at most 1.6`)
} finally {
  await studio.close()
}
