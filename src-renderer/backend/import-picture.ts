// A picture file on its way into the gallery, and one of the gallery on its way back; refusals are thrown as calls throw them.
import type { ImportOutcome } from '../../src-main/contract/import.ts'
import { refusalIn } from './refusal.ts'

export async function importPicture(importId: string, file: File): Promise<ImportOutcome> {
  const address = `/gallery/import/${importId}/${encodeURIComponent(file.name)}?modified=${file.lastModified}`
  const response = await fetch(address, { method: 'PUT', body: file })
  if (!response.ok) throw await refusalIn(response)
  return ((await response.json()) as { outcome: ImportOutcome }).outcome
}

/** As it is stored. */
export async function pictureFile(address: string, name: string): Promise<File> {
  const response = await fetch(address)
  if (!response.ok) throw await refusalIn(response)
  return new File([await response.blob()], name)
}
