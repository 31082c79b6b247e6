// What the page reads itself of an address of the host's media; refusals are thrown as calls throw them.
import { refusalIn } from './refusal.ts'

export async function mediaBytes(address: string): Promise<Uint8Array> {
  const response = await fetch(address)
  if (!response.ok) throw await refusalIn(response)
  return new Uint8Array(await response.arrayBuffer())
}
