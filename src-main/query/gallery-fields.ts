// The fields by which pictures are filtered.
import { samplerNames } from '../contract/generation.ts'
import { pictureSources } from '../contract/picture-sources.ts'
import type { Field } from './field.ts'

export const galleryFields: readonly Field[] = [
  { name: 'model', type: 'name', what: 'query/field-model', example: 'emoji diffusion' },
  { name: 'adapter', type: 'name', what: 'query/field-adapter', example: 'ink-wash' },
  {
    name: 'sampler',
    type: 'choice',
    values: samplerNames,
    what: 'query/field-sampler',
    example: 'euler',
  },
  {
    name: 'source',
    type: 'choice',
    values: pictureSources,
    what: 'query/field-source',
    example: 'comfyui',
  },
  { name: 'size', type: 'name', what: 'query/field-picture-size', example: '1024x768' },
  { name: 'width', type: 'number', what: 'query/field-width', example: '>=1024' },
  { name: 'height', type: 'number', what: 'query/field-height', example: '768' },
  { name: 'steps', type: 'number', what: 'query/field-steps', example: '20..30' },
  { name: 'seed', type: 'name', what: 'query/field-seed', example: '7' },
  { name: 'date', type: 'moment', what: 'query/field-date', example: '2026-10' },
  { name: 'is', type: 'choice', values: ['favourite'], what: 'query/field-is-picture', example: 'favourite' },
]
