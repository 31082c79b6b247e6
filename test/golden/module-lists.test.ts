// Module lists made from the published sizes equal the reference lists: names, single-file names, shapes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Component } from '../../src-main/architectures/families/component.ts'
import type { Module } from '../../src-main/architectures/modules/module.ts'
import { modelModules } from '../../src-main/architectures/modules/modules.ts'
import { type Architecture, families } from '../support/families.ts'
import { modelParameters } from '../support/model-parameters.ts'

function lineOf({ path, single, type, weight, bias, eps, stride = 1 }: Module): string {
  const marks = [
    single.bare === true ? '!bare' : '',
    single.transposed === true ? '!transposed' : '',
    single.rows === undefined ? '' : `!rows:${single.rows.join('-')}`,
  ]
  return [
    path,
    single.path + marks.join(''),
    type,
    weight.join('x'),
    bias ? 'bias' : '-',
    ...(eps === undefined ? [] : [`eps=${eps}`]),
    ...(stride === 1 ? [] : [`stride=${stride}`]),
  ].join(' ')
}

/** The reference writes `=` where the single-file name is the path; CLIP-L has Hugging Face names in both. */
function compare(architecture: Architecture, component: Component, file: string): void {
  const text = readFileSync(join(import.meta.dirname, 'modules', `${file}.txt`), 'utf8')
  const expected = text
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
  const actual = (modelModules(families[architecture].published).get(component) ?? [])
    .map(lineOf)
    .sort()
    .map((line) => line.split(' '))
  expect(actual.map(([path]) => path)).toEqual(expected.map(([path]) => path))
  expected.forEach(([path, single, ...rest], index) => {
    const [, actualSingle, ...actualRest] = actual[index] ?? []
    expect(actualRest, path).toEqual(rest)
    if (single !== '=') expect(actualSingle, path).toBe(single)
  })
}

describe('module lists', () => {
  it.each([
    ['sd1', 'unet'],
    ['sd1', 'text_encoder'],
    ['sd2', 'unet'],
    ['sd2', 'text_encoder'],
    ['sdxl', 'unet'],
    ['sdxl', 'text_encoder'],
    ['sdxl', 'text_encoder_2'],
  ] as const)('%s %s', (architecture, component) => {
    compare(architecture, component, `${architecture}.${component}`)
  })

  it.each(['sd1', 'sd2', 'sdxl'] as const)('the autoencoder of %s', (architecture) => {
    compare(architecture, 'vae', 'vae')
  })

  it.each([
    ['sd1', 686 + 196 + 248, 859_520_964 + 123_060_480 + 83_653_863],
    ['sd2', 686 + 372 + 248, 865_910_724 + 340_387_840 + 83_653_863],
    ['sdxl', 1680 + 196 + 517 + 248, 2_567_463_684 + 123_060_480 + 694_659_840 + 83_653_863],
  ] as const)('%s has %d tensors and %d parameters', (architecture, tensors, parameters) => {
    const specs = [...modelParameters(families[architecture].published).values()]
    const elements = specs.map(({ shape }) => shape.reduce((product, extent) => product * extent, 1))
    expect(specs.length).toBe(tensors)
    expect(elements.reduce((sum, count) => sum + count, 0)).toBe(parameters)
  })
})
