// The Create view field by field.
import { expect, it } from 'vitest'
import { workspaceSchema } from '../../../src-main/contract/studio.ts'
import {
  fieldOf,
  fieldsThatDiffer,
  withFieldsOf,
  workspaceFields,
} from '../../../src-main/contract/workspace-fields.ts'
import { demoWorkspace } from '../../support/fake-backend.ts'

it('names every field of the view once, those of the request by themselves', () => {
  const named = new Set(workspaceFields.map((field) => field.replace(/^request\..*/, 'request')))
  expect([...named].toSorted()).toEqual(Object.keys(workspaceSchema.shape).toSorted())
  expect(new Set(workspaceFields).size).toBe(workspaceFields.length)
  expect(workspaceFields).toContain('request.stack')
})

it('finds what differs, and takes exactly that over', () => {
  const request = { ...demoWorkspace.request, prompt: 'a pear', steps: 9 }
  const other = { ...demoWorkspace, request, lastSeed: '5' }
  const changed = fieldsThatDiffer(demoWorkspace, other)
  expect(changed.toSorted()).toEqual(['lastSeed', 'request.prompt', 'request.steps'])
  expect(withFieldsOf(demoWorkspace, other, changed)).toEqual(other)
  expect(withFieldsOf(demoWorkspace, other, [])).toEqual(demoWorkspace)
  expect(fieldOf(withFieldsOf(demoWorkspace, other, ['request.steps']), 'request.steps')).toBe(9)
})
