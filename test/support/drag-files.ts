// Files and folders of the disk, dragged over a page and let go as the system does it.
import type { Page } from 'playwright-core'

export type DragStep = 'dragEnter' | 'dragOver' | 'drop'

/** In the middle of the first element that fits `over`. */
export async function dragFiles(
  page: Page,
  over: string,
  files: readonly string[],
  steps: readonly DragStep[],
): Promise<void> {
  const box = (await page.locator(over).first().boundingBox())!
  const session = await page.context().newCDPSession(page)
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  for (const type of steps) await session.send('Input.dispatchDragEvent', { type, ...at, data })
  await session.detach()
}

export const dropFiles = (page: Page, over: string, ...files: readonly string[]): Promise<void> =>
  dragFiles(page, over, files, ['dragEnter', 'dragOver', 'drop'])
