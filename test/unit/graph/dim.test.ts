import { describe, expect, it } from 'vitest'
import {
  addDims,
  canonicalDim,
  convolvedDim,
  divideDims,
  evaluateDim,
  multiplyDims,
  productOfDims,
} from '../../../src-main/graph/dim.ts'

describe('canonicalDim', () => {
  it.each([
    ['height', 'height'],
    ['width*height', 'height*width'],
    ['4*width*height/8', 'height*width/2'],
    ['2*batch', '2*batch'],
    ['height/1', 'height'],
    ['height*height', 'height*height'],
    [7, 7],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalDim(text)).toBe(canonical)
  })
  it.each(['', 'height+1', 'height/width', '2', 'height/0', 'height/2/2', '*height', -1, 1.5, NaN])(
    '%s is refused',
    (text) => {
      expect(() => canonicalDim(text)).toThrow(/extent/)
    },
  )
})

describe('arithmetic', () => {
  it('multiplies to lowest terms', () => {
    expect(multiplyDims('height/2', 'width/2')).toBe('height*width/4')
    expect(multiplyDims('height/2', 2)).toBe('height')
    expect(multiplyDims('height/8', 24)).toBe('3*height')
    expect(multiplyDims(3, 4)).toBe(12)
    expect(multiplyDims('height', 0)).toBe(0)
    expect(productOfDims(['batch', 4, 'width/2', 'height'])).toBe('2*batch*height*width')
    expect(productOfDims([])).toBe(1)
  })
  it('divides by numbers and by symbols that are there', () => {
    expect(divideDims('height', 2)).toBe('height/2')
    expect(divideDims('height*width/4', 'height/2')).toBe('width/2')
    expect(divideDims(12, 4)).toBe(3)
    expect(divideDims('batch', 'batch')).toBe(1)
    expect(() => divideDims('height', 'width')).toThrow('height does not divide by width')
    expect(() => divideDims(7, 2)).toThrow('7/2 is no whole extent')
    expect(() => divideDims(7, 0)).toThrow('divided by nothing')
  })
  it('adds what stays a monomial', () => {
    expect(addDims('tokens', 'tokens')).toBe('2*tokens')
    expect(addDims('height/2', 'height/3')).toBe('5*height/6')
    expect(addDims(0, 'tokens')).toBe('tokens')
    expect(() => addDims('tokens', 1)).toThrow('no extent')
  })
})

describe('convolvedDim', () => {
  it.each([
    [64, 3, 1, 1, 1, 64],
    [64, 3, 2, 1, 1, 32],
    [65, 3, 2, 0, 1, 32],
    [5, 3, 1, 0, 0, 3],
    ['height', 3, 1, 1, 1, 'height'],
    ['height/2', 3, 2, 1, 1, 'height/4'],
    ['height', 3, 2, 0, 1, 'height/2'],
    ['height', 1, 1, 0, 0, 'height'],
  ])('%s, kernel %d, stride %d, padding %d + %d → %s', (dim, kernel, stride, before, after, expected) => {
    expect(convolvedDim(dim, kernel, stride, before, after)).toBe(expected)
  })
  it('refuses what is no monomial, and kernels wider than the picture', () => {
    expect(() => convolvedDim('height', 3, 1, 0, 0)).toThrow('no extent')
    expect(() => convolvedDim(2, 5, 1, 1, 1)).toThrow('wider')
  })
})

describe('evaluateDim', () => {
  it('puts numbers in place of symbols', () => {
    expect(evaluateDim('height*width/4', { height: 6, width: 10 })).toBe(15)
    expect(evaluateDim(5, {})).toBe(5)
  })
  it('refuses a missing symbol and a broken promise', () => {
    expect(() => evaluateDim('height', {})).toThrow('no value for "height"')
    expect(() => evaluateDim('toString', {})).toThrow('no value')
    expect(() => evaluateDim('height/2', { height: 5 })).toThrow('no whole number')
  })
})
