// The application without a window: one `(Request) => Promise<Response>` over one data folder.
import type { EngineLink } from './engine-link.ts'
import type { AccessRules } from './http/access.ts'
import { routes } from './http/routes.ts'
import { openStudio, type OpenStudio } from './open-studio.ts'
import type { PartsOptions } from './parts.ts'
import { start } from './start.ts'
import type { Studio } from './studio.ts'

export type AppOptions = Omit<PartsOptions, 'startAgain'> &
  Partial<AccessRules> & {
    /** The built renderer; null serves calls and media only. */
    staticFolder: string | null
    watchModels?: boolean
    /** Another engine, for a start within this process; without it nothing is started again. */
    engineAgain?: () => EngineLink
    /** It was started again, with other parts. */
    onStartedAgain?: (studio: Studio) => void
    /** What could not be started again is closed for good. */
    onLost?: (error: unknown) => void
  }

export type App = {
  /** Waits while it is started again. */
  fetch(request: Request): Promise<Response>
  /** As it runs now. */
  readonly studio: Studio
  /** Written beside the catalog, so that a second start on the same data folder can say where the app is. */
  announce(address: string): void
  close(): Promise<void>
}

type Running = Pick<OpenStudio, 'parts' | 'owner' | 'close'> & { readonly hono: ReturnType<typeof routes> }

/** Throws what `openStudio` throws. */
export async function createApp(options: AppOptions): Promise<App> {
  const { engineAgain, onStartedAgain, onLost } = options
  let starting: Promise<void> | null = null
  let isClosed = false
  let announced: string | null = null
  let running = await begin(options, options.engine, engineAgain && startAgain)

  function startAgain(): void {
    starting ??= again()
      .catch((error: unknown) => onLost?.(error))
      .finally(() => (starting = null))
  }

  async function again(): Promise<void> {
    // The answer to whoever asked for it goes first.
    await new Promise((resolve) => setImmediate(resolve))
    await running.close()
    if (isClosed) return
    const engine = engineAgain!()
    try {
      running = await begin(options, engine, startAgain)
    } catch (error) {
      // It may have been refused before anything held it.
      await engine.close()
      throw error
    }
    if (announced !== null) running.owner.announce(announced)
    onStartedAgain?.(running.parts)
  }

  return {
    async fetch(request) {
      await starting
      return running.hono.fetch(request)
    },
    get studio() {
      return running.parts
    },
    announce(address) {
      announced = address
      running.owner.announce(address)
    },
    async close() {
      isClosed = true
      await starting
      await running.close()
    },
  }
}

async function begin(
  options: AppOptions,
  engine: EngineLink,
  startAgain: (() => void) | undefined,
): Promise<Running> {
  const { parts, owner, close } = await openStudio({ ...options, engine, ...(startAgain && { startAgain }) })
  try {
    await start(parts, { watch: options.watchModels !== false })
  } catch (error) {
    await close()
    throw error
  }
  const hono = routes(parts, {
    staticFolder: options.staticFolder,
    token: options.token ?? null,
    allowedHosts: options.allowedHosts ?? [],
    allowAddresses: options.allowAddresses ?? false,
    allowedOrigins: options.allowedOrigins ?? [],
  })
  return { parts, owner, close, hono }
}
