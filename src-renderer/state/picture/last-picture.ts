// The picture that the stage showed last, so that the next first paint has it before the host has answered.
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import { readKept, writeKept } from '../kept-in-browser.ts'

export type LastPicture = Pick<PictureSummary, 'url' | 'width' | 'height'>

const key = 'lamina.last-picture'

/** Its address and size; what it shows stays with the host. */
export function rememberPicture(picture: LastPicture | null): void {
  const { url, width, height } = picture ?? { url: '', width: 1, height: 1 }
  writeKept(key, { url, width, height })
}

export function rememberedPicture(): LastPicture | null {
  const { url, width, height } = (readKept(key) ?? {}) as Partial<Record<keyof LastPicture, unknown>>
  if (typeof url !== 'string' || !/^\/media\/picture\/[\w-]+$/.test(url)) return null
  if (typeof width !== 'number' || typeof height !== 'number' || !(width > 0 && height > 0)) return null
  return { url, width, height }
}
