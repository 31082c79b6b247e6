// The Create view field by field, so that two windows on it change what each has changed and nothing else. Pure.
import { z } from 'zod'
import { workspaceSchema, type Workspace } from './studio.ts'

type RequestField = keyof Workspace['request']
type OtherField = Exclude<keyof Workspace, 'request'>
export type WorkspaceField = `request.${RequestField}` | OtherField

/** Every field there is: those of the request by themselves. */
export const workspaceFields: readonly WorkspaceField[] = [
  ...(Object.keys(workspaceSchema.shape.request.shape) as RequestField[]).map(
    (name): WorkspaceField => `request.${name}`,
  ),
  ...(Object.keys(workspaceSchema.shape) as (keyof Workspace)[]).filter((name) => name !== 'request'),
]

/** What a window sends: the whole, and which of it this window has changed. */
export const workspaceChangeSchema = z.object({
  /** Names the window, so that it knows its own change again. */
  window: z.string().min(1).max(100),
  workspace: workspaceSchema,
  changed: z.array(z.enum(workspaceFields as WorkspaceField[])).max(100),
})
export type WorkspaceChange = z.infer<typeof workspaceChangeSchema>

export function fieldOf(workspace: Workspace, field: WorkspaceField): unknown {
  return isOfRequest(field) ? workspace.request[requestField(field)] : workspace[field]
}

/** `base` with these fields as they are in `from`. */
export function withFieldsOf(base: Workspace, from: Workspace, fields: readonly WorkspaceField[]): Workspace {
  const picked = (names: readonly string[], source: object): object =>
    Object.fromEntries(Object.entries(source).filter(([name]) => names.includes(name)))
  const ofRequest = fields.filter(isOfRequest).map(requestField)
  const others = fields.filter((field) => !isOfRequest(field))
  return {
    ...base,
    ...picked(others, from),
    request: { ...base.request, ...picked(ofRequest, from.request) },
  }
}

export function fieldsThatDiffer(a: Workspace, b: Workspace): WorkspaceField[] {
  return workspaceFields.filter(
    (field) => JSON.stringify(fieldOf(a, field)) !== JSON.stringify(fieldOf(b, field)),
  )
}

function isOfRequest(field: WorkspaceField): field is `request.${RequestField}` {
  return field.startsWith('request.')
}

function requestField(field: `request.${RequestField}`): RequestField {
  return field.slice('request.'.length) as RequestField
}
