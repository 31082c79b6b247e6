// A dropped file on its way to the host, as it is; what the host refuses is thrown as calls throw it.
import { refusalIn } from './refusal.ts'

export async function uploadPicture(projectId: string, file: File): Promise<void> {
  const address = `/training/${projectId}/pictures/${encodeURIComponent(file.name)}`
  const response = await fetch(address, { method: 'PUT', body: file })
  if (!response.ok) throw await refusalIn(response)
}
