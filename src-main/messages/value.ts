// What is wrong with one value of a request, a recipe or a setting: said beside the field, so the field is not named.
import { choice, entry, named } from './entry.ts'
import { figure, oneOf } from './format.ts'

/** What a value must be, as it follows "Must be". */
const kinds = {
  text: 'text',
  number: 'a number',
  switch: 'true or false',
  list: 'a list',
  object: 'an object',
  other: 'another kind of value',
}
export type ValueKind = keyof typeof kinds
const kindsJa: Readonly<Record<ValueKind, string>> = {
  text: '文字列',
  number: '数値',
  switch: 'true か false',
  list: 'リスト',
  object: 'オブジェクト',
  other: '別の種類の値',
}

export const value = {
  'value/missing': entry({
    en: { message: 'A value is missing.' },
    ja: { message: '値がありません。' },
  }),
  'value/kind': entry({
    facts: { wanted: choice<ValueKind>('number') },
    en: ({ wanted }) => ({ message: `Must be ${named(kinds, wanted)}.` }),
    ja: ({ wanted }) => ({ message: `${named(kindsJa, wanted)}にしてください。` }),
  }),
  'value/not-whole': entry({
    en: { message: 'Must be a whole number.' },
    ja: { message: '整数にしてください。' },
  }),
  'value/not-finite': entry({
    en: { message: 'Must be a finite number.' },
    ja: { message: '有限の数値にしてください。' },
  }),
  'value/least': entry({
    facts: { least: 1 },
    en: ({ least }) => ({ message: `Must be at least ${figure(least, 'en')}.` }),
    ja: ({ least }) => ({ message: `${figure(least, 'ja')} 以上にしてください。` }),
  }),
  'value/more-than': entry({
    facts: { bound: 0 },
    en: ({ bound }) => ({ message: `Must be more than ${figure(bound, 'en')}.` }),
    ja: ({ bound }) => ({ message: `${figure(bound, 'ja')} より大きくしてください。` }),
  }),
  'value/most': entry({
    facts: { most: 150 },
    en: ({ most }) => ({ message: `Must be at most ${figure(most, 'en')}.` }),
    ja: ({ most }) => ({ message: `${figure(most, 'ja')} 以下にしてください。` }),
  }),
  'value/less-than': entry({
    facts: { bound: 1 },
    en: ({ bound }) => ({ message: `Must be less than ${figure(bound, 'en')}.` }),
    ja: ({ bound }) => ({ message: `${figure(bound, 'ja')} より小さくしてください。` }),
  }),
  'value/multiple': entry({
    facts: { of: 8 },
    en: ({ of }) => ({ message: `Must be divisible by ${figure(of, 'en')}.` }),
    ja: ({ of }) => ({ message: `${figure(of, 'ja')} の倍数にしてください。` }),
  }),
  'value/empty': entry({
    en: { message: 'Must not be empty.' },
    ja: { message: '空にはできません。' },
  }),
  'value/too-short': entry({
    facts: { least: 3 },
    en: ({ least }) => ({ message: `Needs at least ${figure(least, 'en')} characters.` }),
    ja: ({ least }) => ({ message: `${figure(least, 'ja')} 文字以上にしてください。` }),
  }),
  'value/too-long': entry({
    facts: { most: 20_000 },
    en: ({ most }) => ({ message: `Can have at most ${figure(most, 'en')} characters.` }),
    ja: ({ most }) => ({ message: `${figure(most, 'ja')} 文字までです。` }),
  }),
  'value/too-few': entry({
    facts: { least: 1 },
    en: ({ least }) => ({
      message: `Needs at least ${figure(least, 'en')} ${least === 1 ? 'entry' : 'entries'}.`,
    }),
    ja: ({ least }) => ({ message: `${figure(least, 'ja')} 個以上必要です。` }),
  }),
  'value/too-many': entry({
    facts: { most: 100 },
    en: ({ most }) => ({ message: `Can have at most ${figure(most, 'en')} entries.` }),
    ja: ({ most }) => ({ message: `${figure(most, 'ja')} 個までです。` }),
  }),
  'value/choice': entry({
    facts: { allowed: ['lora', 'loha'] },
    en: ({ allowed }) => ({ message: `Must be ${oneOf(allowed, 'en')}.` }),
    ja: ({ allowed }) => ({ message: `${oneOf(allowed, 'ja')} にしてください。` }),
  }),
  'value/unknown-fields': entry({
    facts: { fields: ['colour'] },
    en: ({ fields }) => ({ message: `Unknown: ${fields.join(', ')}.` }),
    ja: ({ fields }) => ({ message: `不明な項目があります: ${fields.join('、')}` }),
  }),
  'value/form': entry({
    en: { message: 'Does not have the right form.' },
    ja: { message: '形式が正しくありません。' },
  }),
  'value/seed': entry({
    en: { message: 'A seed is a whole number from 0 to 18446744073709551615.' },
    ja: { message: 'シードは 0 から 18446744073709551615 までの整数です。' },
  }),
  'value/file-name': entry({
    en: { message: 'A name is part of a file name: 1 to 100 characters, without / \\ : * ? " < > |.' },
    ja: { message: 'ファイル名に使う名前です。1〜100 文字で、/ \\ : * ? " < > | は使えません。' },
  }),
  'value/refused': entry({
    en: { message: 'This value cannot be used.' },
    ja: { message: 'この値は使えません。' },
  }),
}
