// A picture file on its way to the host, which keeps it small; its answer is the hash by which it can be chosen.
import { refusalIn } from './refusal.ts'

export async function sendPreview(file: Blob): Promise<string> {
  const response = await fetch('/library/preview', { method: 'PUT', body: file })
  if (!response.ok) throw await refusalIn(response)
  return ((await response.json()) as { preview: string }).preview
}
