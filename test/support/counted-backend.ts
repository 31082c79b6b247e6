// The stand-in backend, with what was asked of it about adapters.
import { fakeBackend, type FakeBackend, type FakeBackendOptions } from './fake-backend.ts'

export type Asked = { call: 'search' | 'lookup' | 'proofs'; input: unknown }

export function countedBackend(options: FakeBackendOptions): { backend: FakeBackend; asked: Asked[] } {
  const backend = fakeBackend(options)
  const asked: Asked[] = []
  const { search, lookup, proofs, edit } = backend.adapters
  const adapters: FakeBackend['adapters'] = {
    edit,
    search(input) {
      asked.push({ call: 'search', input })
      return search(input)
    },
    lookup(input) {
      asked.push({ call: 'lookup', input })
      return lookup(input)
    },
    proofs(input) {
      asked.push({ call: 'proofs', input })
      return proofs(input)
    },
  }
  // The other areas are made when they are asked for.
  const counted = new Proxy(backend, {
    get: (target, name, receiver) =>
      name === 'adapters' ? adapters : (Reflect.get(target, name, receiver) as unknown),
  })
  return { backend: counted, asked }
}
