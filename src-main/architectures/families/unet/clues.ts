// What a UNet shows before its family is known: the widths that tell families apart.
import { outlineUNet } from '../../sizes/read-unet.ts'
import type { FileLook } from '../family.ts'

export type UNetClues = {
  readonly inChannels: number
  /** 0 where no block has a transformer. */
  readonly contextWidth: number
  /** Inputs of the layer for an added vector; null where there is none. */
  readonly addedWidth: number | null
  readonly linearProjection: boolean
  /** Whether its time embedding is told the guidance, as that of LCMs distilled with diffusers. */
  readonly takesGuidance: boolean
  /** How the first text encoder is spelled; undefined where it is not in the file. */
  readonly textStyle: 'single' | 'canonical' | undefined
}

export function unetClues({ table, layouts }: FileLook): UNetClues | null {
  const layout = layouts.get('unet')
  if (layout === undefined) return null
  const { inChannels, contextWidth, addedWidth, linearProjection } = outlineUNet(table, layout)
  return {
    inChannels,
    contextWidth: contextWidth ?? 0,
    addedWidth,
    linearProjection,
    takesGuidance: ['time_embedding', 'time_embed'].some((name) =>
      table.tensors.has(`${layout.prefix}${name}.cond_proj.weight`),
    ),
    textStyle: layouts.get('text_encoder')?.style,
  }
}
