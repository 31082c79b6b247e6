// Many small pictures in one answer: to a browser each request is work of its own, however small its answer.
import { refusalIn } from './refusal.ts'

export async function thumbnails(ids: readonly string[]): Promise<(string | null)[]> {
  const response = await fetch(`/media/thumbnails?of=${ids.map(encodeURIComponent).join()}`)
  if (!response.ok) throw await refusalIn(response)
  return (await response.json()) as (string | null)[]
}
