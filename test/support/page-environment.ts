// Tests of controllers run in Node, with modules compiled as the page gets them: reactive, and not for a server's rendering.
// Of a page there is what their construction asks for.
import type { Environment } from 'vitest/runtime'

const page = {
  location: { hash: '' },
  window: {
    matchMedia: () => ({
      matches: false,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }),
  },
}

export default {
  name: 'page',
  viteEnvironment: 'client',
  setup(global: object) {
    Object.assign(global, page)
    return {
      teardown() {
        for (const name of Object.keys(page)) Reflect.deleteProperty(global, name)
      },
    }
  },
} satisfies Environment
