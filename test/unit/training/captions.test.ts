import { describe, expect, it } from 'vitest'
import { captionOf, described, plainCaption, tagFrequency } from '../../../src-main/training/captions.ts'
import { draws } from '../../../src-main/training/data/draws.ts'
import { readRecipe, type RecipeInput } from '../../../src-main/contract/recipe.ts'

const settings = (captions: RecipeInput['captions']) =>
  readRecipe({ base: 'b', data: { folder: 'p' }, captions }).captions
const said = (caption: string | null, captions: RecipeInput['captions'], epoch = 0, seed = 1): string =>
  captionOf(caption, settings(captions), epoch, draws(seed, 'caption', epoch))

describe('a caption', () => {
  it('has the trigger word in front; a picture without one is called by its class', () => {
    expect(plainCaption('a cat', settings({ trigger: 'zwx' }))).toBe('zwx, a cat')
    expect(plainCaption(null, settings({ trigger: 'zwx', classWord: 'dog' }))).toBe('zwx, dog')
    expect(plainCaption(' ', settings({}))).toBe('')
  })
  it('is left alone where nothing is shuffled', () => {
    expect(said('one,two ;  three', {})).toBe('one,two ;  three')
  })
  it('keeps the trigger word and what stands before the separator', () => {
    const seen = new Set<string>()
    for (let seed = 0; seed < 50; seed++) {
      const caption = said(
        'x, y ||| a, b, c ||| z',
        { trigger: 't', shuffle: true, keepSeparator: '|||' },
        0,
        seed,
      )
      expect(caption).toMatch(/^t, x, y, ([abc], ){3}z$/)
      seen.add(caption)
    }
    expect(seen.size).toBe(6)
  })
  it('does not learn the separator', () => {
    expect(said('x ||| a', { keepSeparator: '|||' })).toBe('x, a')
  })
  it('is left out as often as said, and in whole epochs', () => {
    let empty = 0
    for (let seed = 0; seed < 2000; seed++) if (said('a', { dropout: 0.25 }, 0, seed) === '') empty++
    expect(empty).toBeGreaterThan(430)
    expect(empty).toBeLessThan(570)
    expect([0, 1, 2, 3].map((epoch) => said('a', { dropoutEveryEpochs: 2 }, epoch))).toEqual([
      'a',
      '',
      'a',
      '',
    ])
  })
  it('loses tags as often as said, never those kept', () => {
    let kept = 0
    for (let seed = 0; seed < 1000; seed++) {
      const caption = said('front, b, c', { tagDropout: 0.5, keepTokens: 1 }, 0, seed)
      expect(caption.startsWith('front')).toBe(true)
      kept += caption.split(', ').length - 1
    }
    expect(kept).toBeGreaterThan(900)
    expect(kept).toBeLessThan(1100)
  })
})

it('a picture is described by its caption, else by its folder, else by the recipe', () => {
  expect(described({ caption: ' a dog ', classWord: 'dog' }, 'animal')).toBe('a dog')
  expect(described({ caption: null, classWord: 'dog' }, 'animal')).toBe('dog')
  expect(described({ caption: ' ', classWord: 'dog' }, 'animal')).toBe('dog')
  expect(described({ caption: null, classWord: null }, 'animal')).toBe('animal')
  expect(described({ caption: null, classWord: null }, '')).toBe('')
})

it('tags are counted by folder, in lower case, once a caption or word', () => {
  expect(
    tagFrequency(
      [
        { folder: '5_cat', caption: 'Cat, sitting', classWord: 'cat' },
        { folder: '5_cat', caption: 'cat,, ', classWord: 'cat' },
        { folder: '1_dog', caption: null, classWord: 'dog' },
        { folder: 'all', caption: null, classWord: null },
      ],
      '',
    ),
  ).toEqual({ '5_cat': { cat: 2, sitting: 1 }, '1_dog': { dog: 1 }, all: {} })
})
