// Starts the interface: the look first, so that nothing changes colour, then the host's snapshot.
import { mount } from 'svelte'
import Root from './Root.svelte'
import { trpcBackend } from './backend/trpc-backend.ts'

mount(Root, { target: document.getElementById('app')!, props: { backend: trpcBackend() } })
