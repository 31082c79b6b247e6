// The fields by which adapters, models and the other files of the library are filtered.
import { adapterKinds } from '../contract/adapter.ts'
import { sameReasons } from '../contract/effects.ts'
import { familyFacts } from '../contract/families.ts'
import { fileKinds } from '../contract/library-file.ts'
import type { Field } from './field.ts'

export const libraryFields: readonly Field[] = [
  {
    name: 'kind',
    type: 'choice',
    values: [...adapterKinds, 'dora', ...fileKinds],
    what: 'query/field-kind',
    example: 'lokr',
  },
  {
    name: 'base',
    type: 'choice',
    values: [...familyFacts.map(({ id }) => id), 'unknown'],
    what: 'query/field-base',
    example: 'sdxl',
  },
  { name: 'line', type: 'name', what: 'query/field-line', example: 'pony' },
  { name: 'tag', type: 'name', what: 'query/field-tag', example: 'nsfw' },
  { name: 'rating', type: 'number', what: 'query/field-rating', example: '>3' },
  { name: 'rank', type: 'number', what: 'query/field-rank', example: '<=16' },
  { name: 'size', type: 'bytes', what: 'query/field-size', example: '>100mb' },
  { name: 'fits', type: 'flag', what: 'query/field-fits', example: 'fits' },
  { name: 'used', type: 'moment', what: 'query/field-used', example: '<30d' },
  { name: 'added', type: 'moment', what: 'query/field-added', example: '2026-10' },
  { name: 'folder', type: 'name', what: 'query/field-folder', example: 'style/' },
  { name: 'trigger', type: 'text', what: 'query/field-trigger', example: 'ink' },
  { name: 'like', type: 'name', what: 'query/field-like', example: 'ink-wash' },
  {
    name: 'duplicates',
    type: 'choice',
    values: ['any', 'spare', ...sameReasons],
    what: 'query/field-duplicates',
    example: 'any',
  },
  {
    name: 'versions',
    type: 'choice',
    values: ['together', 'apart'],
    what: 'query/field-versions',
    example: 'apart',
  },
  { name: 'in', type: 'name', what: 'query/field-in', example: 'favourite inks' },
  {
    name: 'is',
    type: 'choice',
    values: ['favourite', 'broken', 'missing'],
    what: 'query/field-is',
    example: 'favourite',
  },
  {
    name: 'has',
    type: 'choice',
    values: ['preview', 'tags', 'triggers', 'notes'],
    what: 'query/field-has',
    example: 'preview',
  },
]
