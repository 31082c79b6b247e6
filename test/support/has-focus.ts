// Waits until keys are for an element: where something opens, its focus may come in the frame after it is there.
import { expect } from 'vitest'
import type { Locator } from 'playwright-core'

export async function hasFocus(element: Locator): Promise<void> {
  await expect.poll(() => element.evaluate((one) => one === document.activeElement)).toBe(true)
}
