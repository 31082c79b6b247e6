import { describe, expect, it } from 'vitest'
import {
  addDims,
  bindDim,
  canonicalDim,
  convolvedDim,
  divideDims,
  multiplyDims,
  productOfDims,
  subtractDims,
  sumOf,
  symbolsOf,
} from '../../../src-main/graph/dim.ts'
import { evaluateDim } from '../../support/evaluate-dim.ts'

describe('canonicalDim', () => {
  it.each([
    ['height', 'height'],
    ['width*height', 'height*width'],
    ['4*width*height/8', 'height*width/2'],
    ['2*batch', '2*batch'],
    ['height/1', 'height'],
    ['height*height', 'height*height'],
    ['1+tokens', 'tokens+1'],
    ['tokens+height*width/4', 'height*width/4+tokens'],
    ['tokens+tokens', '2*tokens'],
    ['2-height+3', '-height+5'],
    ['height-height', 0],
    ['height-height+7', 7],
    [7, 7],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalDim(text)).toBe(canonical)
  })
  it.each([
    '',
    '2',
    '1+1',
    'height/width',
    'height/0',
    'height/2/2',
    '*height',
    '+height',
    'height+',
    'height++1',
    'height 1',
    -1,
    1.5,
    NaN,
  ])('%s is refused', (text) => {
    expect(() => canonicalDim(text)).toThrow(/extent/)
  })
})

describe('arithmetic', () => {
  it('multiplies to lowest terms', () => {
    expect(multiplyDims('height/2', 'width/2')).toBe('height*width/4')
    expect(multiplyDims('height/2', 2)).toBe('height')
    expect(multiplyDims('height/8', 24)).toBe('3*height')
    expect(multiplyDims(3, 4)).toBe(12)
    expect(multiplyDims('height', 0)).toBe(0)
    expect(multiplyDims('batch', 'height*width+tokens')).toBe('batch*height*width+batch*tokens')
    expect(productOfDims(['batch', 4, 'width/2', 'height'])).toBe('2*batch*height*width')
    expect(productOfDims([])).toBe(1)
  })
  it('divides by numbers, by symbols that are there, and by sums', () => {
    expect(divideDims('height', 2)).toBe('height/2')
    expect(divideDims('height*width/4', 'height/2')).toBe('width/2')
    expect(divideDims(12, 4)).toBe(3)
    expect(divideDims('batch', 'batch')).toBe(1)
    expect(divideDims('batch*tokens+3*batch', 'tokens+3')).toBe('batch')
    expect(() => divideDims('height', 'width')).toThrow('height does not divide by width')
    expect(() => divideDims('tokens+4', 'tokens+3')).toThrow('tokens+4 does not divide by tokens+3')
    expect(() => divideDims(7, 2)).toThrow('7/2 is not a whole extent')
    expect(() => divideDims(7, 0)).toThrow('divided by nothing')
    expect(() => divideDims('height', 0)).toThrow('divided by nothing')
  })
  it('adds and subtracts', () => {
    expect(addDims('tokens', 'tokens')).toBe('2*tokens')
    expect(addDims('height/2', 'height/3')).toBe('5*height/6')
    expect(addDims(0, 'tokens')).toBe('tokens')
    expect(addDims('tokens', 1)).toBe('tokens+1')
    expect(addDims('tokens', 'height*width/4')).toBe('height*width/4+tokens')
    expect(subtractDims('tokens', 'tokens')).toBe(0)
    expect(subtractDims('height', 2)).toBe('height-2')
    expect(() => subtractDims(2, 3)).toThrow('-1 is not a whole extent')
  })
  it('refuses what is too large to be exact', () => {
    expect(() => multiplyDims('9007199254740991*height', 2)).toThrow('too large')
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
    ['height', 3, 1, 0, 0, 'height-2'],
    ['height', 3, 1, 2, 2, 'height+2'],
    ['height', 2, 2, 0, 0, 'height/2'],
  ])('%s, kernel %d, stride %d, padding %d + %d → %s', (dim, kernel, stride, before, after, expected) => {
    expect(convolvedDim(dim, kernel, stride, before, after)).toBe(expected)
  })
  it('refuses kernels wider than the picture', () => {
    expect(() => convolvedDim(2, 5, 1, 1, 1)).toThrow('wider')
  })
})

describe('bindDim', () => {
  it('puts numbers in place of symbols, of all or of some', () => {
    expect(bindDim('height*width/4', { height: 6 })).toBe('3*width/2')
    expect(bindDim('height*width/4+tokens', { height: 6, width: 10 })).toBe('tokens+15')
    expect(bindDim(5, { height: 2 })).toBe(5)
    expect(bindDim('height/2+width/2', { height: 3 })).toBe('width/2+3/2')
    expect(bindDim('width/2+3/2', { width: 5 })).toBe(4)
  })
  it('leaves a missing symbol, and refuses a broken promise', () => {
    expect(() => evaluateDim('height', {})).toThrow('no value for "height"')
    expect(() => evaluateDim('toString', {})).toThrow('no value')
    expect(() => evaluateDim('height/2', { height: 5 })).toThrow('5/2 is not a whole extent')
    expect(() => evaluateDim('height-2', { height: 1 })).toThrow('-1 is not a whole extent')
  })
})

describe('reading an extent', () => {
  it('names each symbol once', () => {
    expect([...symbolsOf('height*height+height*width')]).toEqual(['height', 'width'])
    expect([...symbolsOf(3)]).toEqual([])
  })
  it('is a sum of whole numbers with one division at the end', () => {
    expect(sumOf('height*width/4-tokens/6+2')).toEqual({
      terms: [
        { factor: 3, symbols: ['height', 'width'] },
        { factor: -2, symbols: ['tokens'] },
        { factor: 24, symbols: [] },
      ],
      divisor: 12,
    })
  })
})
