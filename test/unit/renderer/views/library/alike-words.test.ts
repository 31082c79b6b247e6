// How alike two adapters are, as a card says it: a guess is said to be one, and nothing reads as the same that is not.
import { expect, test } from 'vitest'
import { effectMark } from '../../../../../src-renderer/views/library/alike-words.ts'
import { alikeEn } from '../../../../../src-renderer/messages/alike.en.ts'
import type { Alikeness } from '../../../../../src-main/contract/find.ts'

const said = (cosine: number, proof: Alikeness['proof'] = 'exact', why: Alikeness['why'] = null) => {
  const mark = effectMark({ alike: { cosine, proof, why } }, alikeEn)
  return [mark?.text, mark?.cosine]
}

test.each([
  [said(1, 'self'), 'this one', null],
  [said(1, 'exact', 'same-tensors'), 'the same numbers', '1'],
  [said(0.999999, 'exact', 'same-change'), 'the same, saved otherwise', '0.9999'],
  [said(0.87, 'exact', 'resized'), 'the same, cut to another rank', '0.87'],
  [said(0.998), 'nearly the same', '0.9980'],
  [said(0.75), 'very alike', '0.75'],
  [said(0.4), 'alike', '0.40'],
  [said(0.2), 'a little alike', '0.20'],
  [said(0.1), 'unrelated', '0.10'],
  [said(-0.4), 'works against it', '−0.40'],
  [said(0.28, 'estimate'), 'unrelated', 'about 0.3'],
  [said(-0.02, 'estimate'), 'unrelated', 'about 0.0'],
  [said(0.5, 'estimate'), 'alike', 'about 0.5'],
])('%j', (one, text, cosine) => expect(one).toEqual([text, cosine]))

test('of a group, the best says of how many, and each other what it has in common with it', () => {
  const same = { team: 2, of: 3, why: null, cosine: null }
  expect(effectMark({ same: { ...same, place: 0 } }, alikeEn)).toEqual({ text: 'best of 3', cosine: null })
  expect(effectMark({ same: { ...same, place: 1, why: 'resized', cosine: 0.91 } }, alikeEn)).toEqual({
    text: 'the same, cut to another rank',
    cosine: '0.91',
  })
  expect(effectMark({}, alikeEn)).toBeNull()
})
