// Sizes of pictures for which memory is short, in the fake engine and in the real one as tests start it.
import { AppError } from '../../src-main/base/errors.ts'
import type { HeldModel } from '../../src-main/engine/held-model.ts'

/** `once`: the second decoding finds no memory; `short`: no decoding from the second on finds any. */
export type Memory = 'plenty' | 'once' | 'short'

export const scarceWidths: Readonly<Record<Exclude<Memory, 'plenty'>, number>> = { once: 72, short: 80 }

export function memoryFor({ width }: { readonly width: number }): Memory {
  if (width === scarceWidths.once) return 'once'
  return width === scarceWidths.short ? 'short' : 'plenty'
}

/** Whether this decoding of a job, counted from 1, finds none. */
export function findsNone(memory: Memory, decoding: number): boolean {
  return memory === 'once' ? decoding === 2 : memory === 'short' && decoding >= 2
}

/** For one job: its decoder runs short where the picture has one of those widths. */
export function withScarceMemory(held: HeldModel): HeldModel {
  let memory: Memory = 'plenty'
  let decodings = 0
  const { model } = held
  return {
    ...held,
    get previewMap() {
      return held.previewMap
    },
    set previewMap(map) {
      held.previewMap = map
    },
    model: {
      ...model,
      program: (network, size) => {
        if (network === 'denoiser' && size !== undefined) memory = memoryFor({ width: size.width * 8 })
        if (network === 'vae-decode' && findsNone(memory, ++decodings))
          return Promise.reject(new AppError('engine/out-of-memory'))
        return model.program(network, size)
      },
    },
  }
}
