import { describe, expect, it } from 'vitest'
import { buildTextEncoder, conditioningLayer } from '../../../../src-main/architectures/networks/clip-text.ts'
import type { AppError } from '../../../../src-main/base/errors.ts'
import { pictureProfiles } from '../../../../src-main/engine/picture/profiles.ts'
import { published } from '../../../support/families.ts'

const encoder = (architecture: 'sd1' | 'sd2' | 'sdxl', index = 0) => {
  const found = published[architecture].textEncoders[index]
  if (found === undefined) throw new Error('no such encoder')
  return found
}

describe('the layer the conditioning comes from', () => {
  it.each([
    ['sd1', 1, 'a1111', 12],
    ['sd1', 2, 'a1111', 11],
    ['sd1', 12, 'a1111', 1],
    ['sd2', 1, 'a1111', 23],
    ['sd2', 4, 'a1111', 23],
    ['sd2', 2, 'comfyui', 23],
    ['sd2', 4, 'comfyui', 21],
    ['sdxl', 1, 'a1111', 11],
    ['sdxl', 3, 'a1111', 11],
    ['sdxl', 3, 'comfyui', 10],
  ] as const)('%s, clip skip %d, as %s: %d', (architecture, clipSkip, profile, layer) => {
    const config = encoder(architecture)
    expect(conditioningLayer(config, pictureProfiles[profile].layerFromEnd(config, clipSkip))).toBe(layer)
  })

  it('refuses to skip more layers than there are', () => {
    const short = { ...encoder('sd1'), layers: 2 }
    expect(() => conditioningLayer(short, 3)).toThrow(
      expect.objectContaining({ code: 'text/clip-skip' }) as AppError,
    )
  })
})

describe('the graph of a text encoder', () => {
  it('asks for no parameters behind the layer it needs', () => {
    const names = buildTextEncoder(encoder('sdxl')).parameters.map(({ name }) => name)
    expect(names.some((name) => name.includes('layers.10.'))).toBe(true)
    expect(names.some((name) => name.includes('layers.11.') || name.includes('final_layer_norm'))).toBe(false)
  })

  it('pools from the last layer', () => {
    const graph = buildTextEncoder(encoder('sdxl', 1))
    expect(graph.outputs.map(({ name, value }) => [name, value.shape])).toEqual([
      ['conditioning', ['batch', 77, 1280]],
      ['pooled', ['batch', 1280]],
    ])
    expect(graph.parameters.some(({ name }) => name.includes('layers.31.'))).toBe(true)
  })
})
