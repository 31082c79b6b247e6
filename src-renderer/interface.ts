// The interface itself, in the place of what was there first.
import { mount, unmount } from 'svelte'
import Root from './Root.svelte'
import { trpcBackend } from './backend/trpc-backend.ts'

/** `first` stays until there is something to see. */
export function startInterface(target: HTMLElement, first: Record<string, unknown>): void {
  mount(Root, { target, props: { backend: trpcBackend(), onready: () => void unmount(first) } })
}
