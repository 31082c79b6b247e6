// A picture file on its way to the host, which says what it was made with; what it refuses is thrown as calls throw it.
import type { PictureSettings } from '../../src-main/contract/picture-settings.ts'
import { refusalIn } from './refusal.ts'

export async function pictureSettings(file: Blob): Promise<PictureSettings> {
  const response = await fetch('/picture/settings', { method: 'POST', body: file })
  if (!response.ok) throw await refusalIn(response)
  return (await response.json()) as PictureSettings
}
